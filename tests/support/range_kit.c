/* range_kit.c: processes, and a walk through every row. */
#include "range_kit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "client/producer.h"
#include "scratch_dir.h"

enum { PATIENCE_MS = 30000, MOST_PARTS = 64 };

void range_open(struct range *r, const char *const *broker_arguments)
{
    *r = (struct range){.dir = "/tmp/ground-range-XXXXXX"};
    assert_non_null(mkdtemp(r->dir));
    snprintf(r->cache, sizeof r->cache, "%s/a.db", r->dir);
    broker_start(&r->broker, broker_arguments);
    snprintf(r->bootstrap, sizeof r->bootstrap, "127.0.0.1:%d", r->broker.port);
    client_connect(&r->client, &r->broker);
}

static void end_child(pid_t *pid)
{
    if (*pid > 0) {
        kill(*pid, SIGKILL);
        waitpid(*pid, NULL, 0);
    }
    *pid = 0;
}

void range_close(struct range *r)
{
    end_child(&r->sender); /* a test that failed left them */
    end_child(&r->recorder);
    client_close(&r->client);
    broker_remove(&r->broker);
    assert_int_equal(scratch_dir_remove(r->dir), 0);
}

void range_kill_broker(struct range *r)
{
    client_close(&r->client);
    broker_kill(&r->broker);
}

void range_revive_broker(struct range *r)
{
    const char *const arguments[] = {"--listen", r->bootstrap, NULL};
    broker_start_again(&r->broker, arguments);
    client_connect(&r->client, &r->broker);
}

/* In a child: a failed test leaves nobody behind. */
static void die_with_the_test(void)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

/* ---- sending ---- */

void range_send(struct range *r, const char *topic, const char *name, int from, int to)
{
    for (int i = from; i < to; i++) {
        char value[64];
        snprintf(value, sizeof value, "%s 0/%d", name, i);
        struct batch_spec spec = {.key = "F9", .value = value};
        assert_int_equal(produce(&r->client, topic, -1, spec).error_code, 0);
    }
}

static volatile sig_atomic_t told_to_stop;

static void on_stop(int signal_number)
{
    (void)signal_number;
    told_to_stop = 1;
}

static int64_t delivered[RANGE_PARTITIONS];

static void on_delivery(void *ctx, const struct delivery *d)
{
    (void)ctx;
    if (d->code == 0)
        delivered[d->partition]++;
}

static void send_without_end(const struct range *r, const char *topic, const char *name)
{
    struct properties p = {0};
    struct client_events events = {0};
    struct producer *producer;
    struct err err;
    properties_set(&p, "bootstrap.servers", r->bootstrap);
    properties_set(&p, "acks", "all");
    if (producer_open(&producer, &p, &events, on_delivery, &err) != 0)
        _exit(1);
    for (int64_t n = 0; told_to_stop == 0; n++) {
        for (int partition = 0; partition < RANGE_PARTITIONS; partition++) {
            char value[64], key[16];
            snprintf(value, sizeof value, "%s %d/%lld", name, partition, (long long)n);
            snprintf(key, sizeof key, "K%d", (int)(n % 5));
            struct client_record record = {.topic = topic,
                                           .partition = partition,
                                           .key = bytes_of(key),
                                           .value = bytes_of(value)};
            if (producer_send(producer, &record, &err) != 0)
                _exit(2);
        }
        if (n % 20 == 0)
            producer_serve(producer, 2);
    }
    if (producer_flush(producer, 20000, &err) != 0)
        _exit(3);
    producer_close(producer);
}

void range_start_sender(struct range *r, const char *topic, const char *name)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    r->sent_fd = ends[0];
    r->sender = fork();
    if (r->sender == 0) {
        die_with_the_test();
        signal(SIGTERM, on_stop);
        send_without_end(r, topic, name);
        _exit(write(ends[1], delivered, sizeof delivered) == sizeof delivered ? 0 : 4);
    }
    close(ends[1]);
}

void range_stop_sender(struct range *r, int64_t sent[RANGE_PARTITIONS])
{
    int status;
    pid_t sender = r->sender;
    kill(sender, SIGTERM);
    assert_int_equal(waitpid(sender, &status, 0), sender);
    r->sender = 0;
    assert_int_equal(status, 0);
    assert_int_equal(read(r->sent_fd, sent, sizeof delivered), sizeof delivered);
    close(r->sent_fd);
}

/* ---- recording ---- */

static void start_recorder(struct range *r, const char *more)
{
    char log[120];
    snprintf(log, sizeof log, "%s/recorder.log", r->dir);
    r->recorder = fork();
    assert_true(r->recorder >= 0);
    if (r->recorder == 0) {
        die_with_the_test();
        int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(fd, STDERR_FILENO);
        execl(BUILD_DIR "/bin/ground", "ground", "record", "--cache", r->cache,
              "--bootstrap-server", r->bootstrap, more, NULL);
        _exit(127);
    }
}

void range_record(struct range *r)
{
    start_recorder(r, NULL);
}

void range_record_lingering(struct range *r)
{
    start_recorder(r, "--linger=1");
}

/* What the recorder said on stderr, into ours. */
static void show_log(const struct range *r)
{
    char log[120], line[500];
    snprintf(log, sizeof log, "%s/recorder.log", r->dir);
    FILE *file = fopen(log, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        fputs(line, stderr);
    if (file != NULL)
        fclose(file);
}

/* Its exit code, or 1000 + the signal that ended it. */
static int wait_for_end(struct range *r)
{
    int status;
    for (int64_t until = clock_mono_ms() + PATIENCE_MS; clock_mono_ms() < until;) {
        if (waitpid(r->recorder, &status, WNOHANG) == r->recorder) {
            r->recorder = 0;
            return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
        }
        poll(NULL, 0, 5);
    }
    show_log(r);
    fail_msg("the recorder does not end");
    return -1;
}

static void must_end_with(struct range *r, int wanted)
{
    int code = wait_for_end(r);
    if (code != wanted)
        show_log(r);
    assert_int_equal(code, wanted);
}

void range_kill(struct range *r)
{
    kill(r->recorder, SIGKILL);
    must_end_with(r, 1000 + SIGKILL);
}

void range_end(struct range *r)
{
    kill(r->recorder, SIGTERM);
    must_end_with(r, 128 + SIGTERM);
}

void range_wait_for_exit(struct range *r, int code)
{
    must_end_with(r, code);
}

void range_record_to_end(struct range *r)
{
    start_recorder(r, "--until-end");
    must_end_with(r, 0);
}

void range_wait_for(struct range *r, int64_t count)
{
    int64_t last = -1;
    struct err err;
    for (int64_t until = clock_mono_ms() + PATIENCE_MS; clock_mono_ms() < until;) {
        struct reader *reader;
        if (reader_open(&reader, r->cache, &err) == 0) {
            reader_last_seq(reader, &last, &err);
            reader_close(reader);
        }
        if (last >= count)
            return;
        poll(NULL, 0, 5);
    }
    show_log(r);
    fail_msg("the cache has %lld messages, not %lld", (long long)last, (long long)count);
}

/* ---- checking ---- */

struct check {
    struct store_part parts[MOST_PARTS];
    int64_t next[MOST_PARTS]; /* expected offset, by place in parts */
    struct store_gap gaps[MOST_PARTS];
    int parts_count, gaps_count;
    const char *topic, *const *names;
    int names_count;
    int64_t seq, rows;
};

static int64_t past_gaps(const struct check *c, int32_t part, int64_t off)
{
    for (int i = 0; i < c->gaps_count; i++) {
        if (c->gaps[i].part == part && c->gaps[i].off0 == off)
            return past_gaps(c, part, c->gaps[i].off1 + 1);
    }
    return off;
}

static int check_row(void *owner, const struct store_message *m)
{
    struct check *c = owner;
    char wanted[64], got[64];
    assert_int_equal(m->seq, ++c->seq);
    for (int i = 0; i < c->parts_count; i++) {
        const struct store_part *p = &c->parts[i];
        if (p->id != m->part || strcmp(p->topic, c->topic) != 0)
            continue;
        assert_true(p->gen < c->names_count);
        assert_int_equal(m->off, past_gaps(c, p->id, c->next[i]));
        snprintf(wanted, sizeof wanted, "%s %d/%lld", c->names[p->gen], p->partition,
                 (long long)m->off);
        assert_string_equal(bytes_to_text(m->value, got, sizeof got), wanted);
        c->next[i] = m->off + 1;
        c->rows++;
    }
    return 0;
}

int range_ground(const struct range *r, const char *arguments, char *out, size_t size)
{
    char command[512];
    snprintf(command, sizeof command, "%s/bin/ground %s --cache %s 2>&1", BUILD_DIR, arguments,
             r->cache);
    FILE *from = popen(command, "r");
    assert_non_null(from);
    size_t len = fread(out, 1, size - 1, from);
    out[len] = '\0';
    return WEXITSTATUS(pclose(from));
}

int64_t range_check(struct range *r, const char *topic, const char *const *names, int names_count)
{
    struct reader *reader;
    struct err err;
    static struct check c;
    c = (struct check){.topic = topic, .names = names, .names_count = names_count};
    int rc = reader_open(&reader, r->cache, &err);
    if (rc == ERR_NOT_FOUND)
        return 0; /* killed before there was a cache */
    assert_int_equal(rc, 0);
    c.parts_count = reader_parts(reader, c.parts, MOST_PARTS, &err);
    c.gaps_count = reader_gaps(reader, 0, c.gaps, MOST_PARTS, &err);
    for (int i = 0; i < c.parts_count; i++)
        c.next[i] = c.parts[i].first_off;
    assert_true(reader_rows(reader, 1, INT64_MAX, INT32_MAX, check_row, &c, &err) >= 0);
    for (int i = 0; i < c.parts_count; i++) {
        const struct store_part *p = &c.parts[i];
        if (strcmp(p->topic, topic) == 0)
            assert_int_equal(past_gaps(&c, p->id, c.next[i]), p->next_off);
    }
    reader_close(reader);
    return c.rows;
}
