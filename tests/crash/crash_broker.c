/* crash_broker.c: kills the mini-broker while data flows and starts it again, many times; every
 * acknowledged record must be there, once, where it was said to be, and stay.
 *
 *     crash_broker --broker PROGRAM --dir DIR [--cycles N] [--image FILE]
 *
 * Three producers through librdkafka (idempotent; acks=all; acks=1) and a consumer that reads
 * along. DIR is the data directory's parent. With --image, DIR is where that ext4 image is
 * loop-mounted, and the power is cut too: the file system is shut down without writing what was not
 * synced (EXT4_IOC_SHUTDOWN), unmounted and mounted again. Exits 0 when no anomaly was found. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <librdkafka/rdkafka.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/options.h"
#include "history.h"

enum { PRODUCERS = 3, PARTITIONS = 4, LIVE = 0, DRAIN = 1, IN_FLIGHT = 3000, VALUE_SIZE = 120 };

static const char TOPIC[] = "flights";

struct run {
    const char *broker, *dir, *image;
    int64_t cycles;
    char port_file[300], log_file[300], data_dir[300];
    char address[64];
    pid_t pid;
    rd_kafka_t *producers[PRODUCERS];
    rd_kafka_t *consumer;
    struct history *history;
    bool fatal;
};

static const struct {
    const char *acks, *idempotence;
} kinds[PRODUCERS] = {{"all", "true"}, {"all", "false"}, {"1", "false"}};

static void die(const char *what)
{
    fprintf(stderr, "crash_broker: %s\n", what);
    exit(1);
}

/* -- The broker -- */

static bool read_address(struct run *run)
{
    FILE *file = fopen(run->port_file, "r");
    bool got = file != NULL && fgets(run->address, sizeof run->address, file) != NULL;
    if (file != NULL)
        fclose(file);
    run->address[strcspn(run->address, "\n")] = '\0';
    return got && run->address[0] != '\0';
}

static void exec_broker(const struct run *run, const char *listen)
{
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it does not outlive a test that is killed */
#endif
    int fd = open(run->log_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, STDERR_FILENO);
    execl(run->broker, run->broker, "--data-dir", run->data_dir, "--listen", listen, "--port-file",
          run->port_file, "-c", "num.partitions=4", "-c", "log.segment.bytes=1048576",
          (char *)NULL);
    _exit(127);
}

/* Once started it keeps its port: clients come back to it. */
static void start_broker(struct run *run)
{
    const char *listen = run->address[0] == '\0' ? "127.0.0.1:0" : run->address;
    int64_t deadline = clock_mono_ms() + 20000;
    unlink(run->port_file);
    run->pid = fork();
    if (run->pid == 0)
        exec_broker(run, listen);
    while (!read_address(run)) {
        if (waitpid(run->pid, NULL, WNOHANG) == run->pid)
            die("the broker does not start again");
        if (clock_mono_ms() > deadline)
            die("the broker does not listen");
        usleep(1000);
    }
}

static void kill_broker(struct run *run)
{
    kill(run->pid, SIGKILL);
    waitpid(run->pid, NULL, 0);
}

static void must_run(const char *command)
{
    if (system(command) != 0)
        die(command);
}

static void send_some(struct run *run);

/* With its disk gone the broker must stop by itself at the next write. */
static void await_broker_stopping(struct run *run)
{
    int status;
    int64_t deadline = clock_mono_ms() + 10000;
    while (waitpid(run->pid, &status, WNOHANG) == 0) {
        send_some(run);
        usleep(1000);
        if (clock_mono_ms() > deadline)
            die("the broker goes on after an I/O error");
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 1)
        die("the broker did not exit with 1 after an I/O error");
}

/* As if the plug was pulled: what was not synced never reaches the image. Every other time the
 * broker lives to see its disk fail. */
static void cut_power(struct run *run, bool outlive)
{
    enum { NO_LOG_FLUSH = 2 };
    const unsigned long ext4_ioc_shutdown = 0x8004587DUL;
    uint32_t how = NO_LOG_FLUSH;
    char command[1024];
    int fd = open(run->dir, O_RDONLY | O_DIRECTORY);
    if (fd < 0 || ioctl(fd, ext4_ioc_shutdown, &how) < 0)
        die("cannot shut the file system down");
    close(fd);
    if (outlive)
        await_broker_stopping(run);
    else
        kill_broker(run);
    snprintf(command, sizeof command, "umount '%s' && mount -o loop '%s' '%s'", run->dir,
             run->image, run->dir);
    must_run(command);
}

/* -- Producing -- */

static void on_delivered(rd_kafka_t *rk, const rd_kafka_message_t *m, void *opaque)
{
    struct run *run = opaque;
    int producer = 0;
    while (run->producers[producer] != rk)
        producer++;
    int64_t number = (int64_t)(intptr_t)m->_private;
    enum outcome outcome = OUTCOME_OK;
    if (m->err != 0)
        outcome = rd_kafka_message_status(m) == RD_KAFKA_MSG_STATUS_NOT_PERSISTED ? OUTCOME_REFUSED
                                                                                  : OUTCOME_UNKNOWN;
    history_sent(run->history, producer, number, outcome, m->offset);
}

static void on_error(rd_kafka_t *rk, int code, const char *reason, void *opaque)
{
    struct run *run = opaque;
    char text[256];
    if (code != RD_KAFKA_RESP_ERR__FATAL)
        return;
    rd_kafka_fatal_error(rk, text, sizeof text);
    fprintf(stderr, "crash_broker: fatal at a client: %s: %s\n", reason, text);
    run->fatal = true;
}

static void quiet(const rd_kafka_t *rk, int level, const char *facility, const char *text)
{
    (void)rk, (void)level, (void)facility, (void)text;
}

static void set(rd_kafka_conf_t *conf, const char *key, const char *value)
{
    char text[200];
    if (rd_kafka_conf_set(conf, key, value, text, sizeof text) != RD_KAFKA_CONF_OK)
        die(text);
}

static rd_kafka_conf_t *common_conf(struct run *run)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, run);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_log_cb(conf, quiet);
    set(conf, "bootstrap.servers", run->address);
    set(conf, "reconnect.backoff.ms", "5");
    set(conf, "reconnect.backoff.max.ms", "20");
    return conf;
}

static rd_kafka_t *new_client(rd_kafka_type_t type, rd_kafka_conf_t *conf)
{
    char text[200];
    rd_kafka_t *rk = rd_kafka_new(type, conf, text, sizeof text);
    if (rk == NULL)
        die(text);
    return rk;
}

static void open_producers(struct run *run)
{
    for (int i = 0; i < PRODUCERS; i++) {
        rd_kafka_conf_t *conf = common_conf(run);
        set(conf, "acks", kinds[i].acks);
        set(conf, "enable.idempotence", kinds[i].idempotence);
        set(conf, "linger.ms", "2");
        set(conf, "retry.backoff.ms", "5");
        set(conf, "message.timeout.ms", "0");
        set(conf, "message.send.max.retries", "10000000");
        set(conf, "compression.type", i == 1 ? "lz4" : "none");
        rd_kafka_conf_set_dr_msg_cb(conf, on_delivered);
        run->producers[i] = new_client(RD_KAFKA_PRODUCER, conf);
        bool stays = strcmp(kinds[i].acks, "all") == 0 || run->image == NULL;
        history_producer(run->history, i,
                         (struct promise){.idempotent = strcmp(kinds[i].idempotence, "true") == 0,
                                          .durable = stays});
    }
}

/* "PRODUCER NUMBER PARTITION " and dots: a value that says whether it is whole and in place. */
static size_t format_value(char out[VALUE_SIZE + 1], int producer, int64_t number,
                           int32_t partition)
{
    int len =
        snprintf(out, VALUE_SIZE + 1, "%d %" PRId64 " %" PRId32 " ", producer, number, partition);
    size_t size = (size_t)len + (size_t)(number * 7 % (VALUE_SIZE - len));
    memset(out + len, '.', size - (size_t)len);
    return size;
}

static void send_some(struct run *run)
{
    for (int i = 0; i < PRODUCERS; i++) {
        rd_kafka_poll(run->producers[i], 0);
        for (int k = 0; k < 50 && rd_kafka_outq_len(run->producers[i]) < IN_FLIGHT; k++) {
            int32_t partition = (int32_t)(rand() % PARTITIONS);
            int64_t number = history_send(run->history, i, partition);
            char value[VALUE_SIZE + 1];
            size_t size = format_value(value, i, number, partition);
            const rd_kafka_vu_t message[] = {
                {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = TOPIC},
                {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
                {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
                {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {value, size}},
                {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = (void *)(intptr_t)number},
            };
            rd_kafka_error_t *refusal =
                rd_kafka_produceva(run->producers[i], message, ARRAY_SIZE(message));
            if (refusal != NULL)
                die(rd_kafka_error_string(refusal));
        }
    }
}

/* -- Consuming -- */

static rd_kafka_t *open_consumer(struct run *run)
{
    rd_kafka_conf_t *conf = common_conf(run);
    set(conf, "group.id", "crash");
    set(conf, "enable.auto.commit", "false");
    set(conf, "auto.offset.reset", "error");
    set(conf, "check.crcs", "true");
    set(conf, "fetch.wait.max.ms", "20");
    set(conf, "fetch.error.backoff.ms", "5");
    rd_kafka_t *rk = new_client(RD_KAFKA_CONSUMER, conf);
    rd_kafka_poll_set_consumer(rk);
    rd_kafka_topic_partition_list_t *all = rd_kafka_topic_partition_list_new(PARTITIONS);
    for (int32_t p = 0; p < PARTITIONS; p++)
        rd_kafka_topic_partition_list_add(all, TOPIC, p)->offset = 0;
    rd_kafka_assign(rk, all);
    rd_kafka_topic_partition_list_destroy(all);
    return rk;
}

static void note_message(struct run *run, int consumer, const rd_kafka_message_t *m)
{
    char text[VALUE_SIZE + 1] = "", again[VALUE_SIZE + 1];
    int producer = -1;
    int64_t number = -1;
    int32_t partition = -1;
    if (m->len <= VALUE_SIZE)
        memcpy(text, m->payload, m->len);
    bool whole = sscanf(text, "%d %" SCNd64 " %" SCNd32, &producer, &number, &partition) == 3 &&
                 number >= 0 && producer >= 0 && producer < PRODUCERS &&
                 partition == m->partition &&
                 format_value(again, producer, number, partition) == m->len &&
                 memcmp(again, text, m->len) == 0;
    history_polled(run->history, consumer, m->partition, m->offset, producer, whole ? number : -1);
}

static int read_some(struct run *run, rd_kafka_t *rk, int consumer, int64_t timeout_ms,
                     int64_t next[PARTITIONS])
{
    int count = 0;
    rd_kafka_message_t *m;
    while (count < 1000 &&
           (m = rd_kafka_consumer_poll(rk, count == 0 ? (int)timeout_ms : 0)) != NULL) {
        if (m->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
            m->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE)
            die("a consumer was told that its offset is out of range");
        if (m->err == 0) {
            note_message(run, consumer, m);
            if (next != NULL)
                next[m->partition] = m->offset + 1;
            count++;
        }
        rd_kafka_message_destroy(m);
    }
    return count;
}

static void note_high_watermarks(struct run *run, int64_t out[PARTITIONS])
{
    for (int32_t p = 0; p < PARTITIONS; p++) {
        int64_t low, high;
        rd_kafka_resp_err_t err;
        int64_t deadline = clock_mono_ms() + 20000;
        while ((err = rd_kafka_query_watermark_offsets(run->consumer, TOPIC, p, &low, &high,
                                                       2000)) != 0)
            if (clock_mono_ms() > deadline)
                die(rd_kafka_err2str(err));
        history_high_watermark(run->history, p, high);
        if (out != NULL)
            out[p] = high;
    }
}

/* -- The run -- */

/* Lets data flow until so many more are acknowledged, and then a little, up to any moment. */
static void flow(struct run *run, int64_t more)
{
    int64_t enough = history_acknowledged(run->history) + more;
    int64_t deadline = clock_mono_ms() + 60000, until = -1;
    while (until < 0 || clock_mono_ms() < until) {
        send_some(run);
        read_some(run, run->consumer, LIVE, 1, NULL);
        if (until < 0 && history_acknowledged(run->history) >= enough)
            until = clock_mono_ms() + rand() % 60;
        if (run->fatal || clock_mono_ms() > deadline)
            die("no progress");
    }
}

static void finish_sending(struct run *run)
{
    for (int i = 0; i < PRODUCERS; i++)
        if (rd_kafka_flush(run->producers[i], 60000) != 0)
            die("records stay unanswered");
}

static void drain(struct run *run)
{
    int64_t high[PARTITIONS], next[PARTITIONS] = {0};
    note_high_watermarks(run, high);
    rd_kafka_t *fresh = open_consumer(run);
    int64_t deadline = clock_mono_ms() + 60000;
    bool left = true;
    while (left) {
        read_some(run, fresh, DRAIN, 100, next);
        left = false;
        for (int32_t p = 0; p < PARTITIONS; p++)
            left = left || next[p] < high[p];
        if (clock_mono_ms() > deadline)
            die("the log cannot be read to its end");
    }
    rd_kafka_destroy(fresh);
}

static void fly(struct run *run)
{
    start_broker(run);
    open_producers(run);
    run->consumer = open_consumer(run);
    for (int64_t cycle = 0; cycle < run->cycles; cycle++) {
        flow(run, 500);
        if (run->image != NULL)
            cut_power(run, cycle % 2 == 1);
        else
            kill_broker(run);
        start_broker(run);
        note_high_watermarks(run, NULL);
    }
    flow(run, 500);
    finish_sending(run);
    drain(run);
    history_end(run->history);
}

static const struct option_row rows[] = {
    {.name = "broker",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct run, broker),
     .arg = "PROGRAM",
     .help = "the mini-broker"},
    {.name = "dir",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct run, dir),
     .arg = "DIR",
     .help = "where its data directory goes"},
    {.name = "image",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct run, image),
     .arg = "FILE",
     .help = "DIR is this ext4 image, mounted: cut its power"},
    {.name = "cycles",
     .kind = OPTION_INT,
     .offset = offsetof(struct run, cycles),
     .arg = "N",
     .help = "how often (default 50)",
     .min = 1,
     .max = 100000},
};

static const struct option_table table = {
    .program = "crash_broker",
    .summary = "kills a broker under load and checks every record",
    .rows = rows,
    .count = ARRAY_SIZE(rows),
};

static int finish(struct run *run)
{
    int64_t acknowledged = history_acknowledged(run->history);
    int64_t anomalies = history_anomalies(run->history);
    kill_broker(run);
    for (int i = 0; i < PRODUCERS; i++)
        rd_kafka_destroy(run->producers[i]);
    rd_kafka_destroy(run->consumer);
    printf("%" PRId64 " cycles, %" PRId64 " records acknowledged, %" PRId64
           " repeats where allowed, %" PRId64 " anomalies\n",
           run->cycles, acknowledged, history_repeats(run->history), anomalies);
    history_print(run->history);
    history_free(run->history);
    return anomalies == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct run run = {.cycles = 50};
    struct err err;
    if (options_parse(&table, argc, argv, &run, NULL, &err) != OPTIONS_OK || run.dir == NULL ||
        run.broker == NULL) {
        options_help(&table, stderr);
        return 2;
    }
    snprintf(run.data_dir, sizeof run.data_dir, "%s/data", run.dir);
    snprintf(run.port_file, sizeof run.port_file, "%s.port", run.dir);
    snprintf(run.log_file, sizeof run.log_file, "%s.broker.log", run.dir);
    run.history = history_new(stdout);
    unsigned seed = (unsigned)clock_wall_ms();
    printf("seed %u\n", seed);
    srand(seed);
    fly(&run);
    return finish(&run);
}
