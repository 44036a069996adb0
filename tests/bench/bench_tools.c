/* bench_tools.c: the console tools beside kcat: 2 million lines of 100 bytes from a file into a
 * topic of one partition, and out again. Wall and processor time, the best of several alternating
 * rounds. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/run_program.h"
#include "harness.h"

enum { LINES = 2000000, LINE_SIZE = 100, ROUNDS = 3 };

static char lines[64], bootstrap[40];

static void make_lines(void)
{
    snprintf(lines, sizeof lines, "/tmp/bench-lines-%d.txt", (int)getpid());
    FILE *out = fopen(lines, "w");
    assert_non_null(out);
    for (int i = 0; i < LINES; i++)
        fprintf(out, "%0*d\n", LINE_SIZE, i);
    assert_int_equal(fclose(out), 0);
}

struct pair {
    const char *what;
    const char *const *kcat, *const *ours;
    const char *in; /* of ours */
};

static void print_cpu(double kcat_s, double ours_s)
{
    char bare[40], ours[40];
    snprintf(bare, sizeof bare, "%.2f", kcat_s);
    snprintf(ours, sizeof ours, "%.2f", ours_s);
    bench_print((struct bench_row){.what = "  processor time",
                                   .unit = "s",
                                   .bare = bare,
                                   .ours = ours,
                                   .ratio = ours_s / kcat_s,
                                   .bound = "<= 1.0",
                                   .missed = ours_s > kcat_s});
}

static void bench_pair(const struct pair *p)
{
    struct cost kcat = {0}, ours = {0}, cost;
    for (int i = 0; i < ROUNDS; i++) {
        if (!run_program(p->kcat, NULL, &cost)) {
            printf("%s: skipped: kcat is not here\n", p->what);
            return;
        }
        cost_least(&kcat, &cost);
        assert_true(run_program(p->ours, p->in, &cost));
        cost_least(&ours, &cost);
    }
    bench_print_pace(p->what, LINES, kcat.wall_s, ours.wall_s, 1.0);
    print_cpu(kcat.cpu_s, ours.cpu_s);
}

int main(void)
{
    struct test_broker broker = {0};
    struct client c;
    broker_start(&broker, NULL);
    client_connect(&c, &broker);
    snprintf(bootstrap, sizeof bootstrap, "127.0.0.1:%d", broker.port);
    create_topic(&c, "lines", 1);
    create_topic(&c, "other", 1);
    make_lines();
    const char *kcat_send[] = {"kcat", "-P", "-b", bootstrap, "-t", "other", "-l", lines, NULL};
    const char *send[] = {BUILD_DIR "/bin/kafka-console-producer",
                          "--bootstrap-server",
                          bootstrap,
                          "--topic",
                          "lines",
                          NULL};
    bench_pair(&(struct pair){"console producer, from a file", kcat_send, send, lines});
    char all[16];
    snprintf(all, sizeof all, "%d", LINES);
    const char *kcat_read[] = {"kcat",  "-q", "-C",        "-b", bootstrap, "-t",
                               "lines", "-o", "beginning", "-c", all,       NULL};
    const char *read[] = {BUILD_DIR "/bin/kafka-console-consumer",
                          "--bootstrap-server",
                          bootstrap,
                          "--topic",
                          "lines",
                          "--from-beginning",
                          "--max-messages",
                          all,
                          NULL};
    bench_pair(&(struct pair){"console consumer", kcat_read, read, NULL});
    unlink(lines);
    client_close(&c);
    broker_remove(&broker);
    return bench_result();
}
