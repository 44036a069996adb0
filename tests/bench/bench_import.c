/* bench_import.c [MIB]: `ground import` of a CSV of that many MiB (by default 1024), 20 columns,
 * into a mini-broker: how fast, beside `kcat -P` of the same lines, and in how much memory. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench/bench.h"
#include "bench/run_program.h"
#include "harness.h"

enum { DEFAULT_MIB = 1024, COLUMNS = 20, MOST_KIB = 64 * 1024 };

static char file[64], bootstrap[40];

/* Returns the number of rows. */
static int64_t make_file(int64_t mib)
{
    snprintf(file, sizeof file, "/tmp/bench-import-%d.csv", (int)getpid());
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    fprintf(out, "time");
    for (int c = 0; c < COLUMNS; c++)
        fprintf(out, ",channel %d (m)", c);
    fprintf(out, "\n");
    int64_t rows = 0;
    for (; ftello(out) < mib << 20; rows++) {
        fprintf(out, "%.3f", (double)rows / 100);
        for (int c = 0; c < COLUMNS; c++)
            fprintf(out, ",%d.%04d", (int)(rows % 977) + c, (int)(rows % 9973));
        fprintf(out, "\n");
    }
    assert_int_equal(fclose(out), 0);
    return rows;
}

static void print_memory(const char *what, long kib)
{
    char ours[40];
    snprintf(ours, sizeof ours, "%ld", kib / 1024);
    bench_print((struct bench_row){
        .what = what, .unit = "MiB", .ours = ours, .bound = "<= 64", .missed = kib > MOST_KIB});
}

static void print_speed(int64_t rows, double wall_s)
{
    char ours[40];
    snprintf(ours, sizeof ours, "%.0f", (double)rows / wall_s / 1000);
    bench_print((struct bench_row){.what = "import of a CSV", .unit = "k/s", .ours = ours});
}

int main(int argc, char **argv)
{
    struct test_broker broker = {0};
    struct client c;
    struct cost look, ours;
    int64_t rows = make_file(argc > 1 ? atoll(argv[1]) : DEFAULT_MIB);
    broker_start(&broker, NULL);
    client_connect(&c, &broker);
    snprintf(bootstrap, sizeof bootstrap, "127.0.0.1:%d", broker.port);
    create_topic(&c, "rows", 1);
    const char *dry[] = {BUILD_DIR "/bin/ground", "import", file, "--dry-run", NULL};
    assert_true(run_program(dry, NULL, &look));
    print_memory("import --dry-run, memory", look.rss_kib);
    const char *send[] = {BUILD_DIR "/bin/ground",
                          "import",
                          file,
                          "--topic",
                          "rows",
                          "--speed",
                          "max",
                          "--lift-off",
                          "2026-01-20T10:00:00Z",
                          "--bootstrap-server",
                          bootstrap,
                          NULL};
    assert_true(run_program(send, NULL, &ours));
    print_speed(rows, ours.wall_s);
    print_memory("import, memory", ours.rss_kib);
    unlink(file);
    client_close(&c);
    broker_remove(&broker);
    return bench_result();
}
