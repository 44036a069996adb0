/* bench_screen.c: from a producer's send() to the digits on the terminal, through the real
 * programs: mini-broker, recorder, cache, ground on a pseudo-terminal. The bound: p99 <= 50 ms.
 *
 * bench_screen [MESSAGES]: one at a time, at random intervals. Numbers that change more than twice
 * a second would wait for the screen's own pace, which is not measured here. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "bench/bench.h"
#include "harness.h"
#include "terminal.h"

enum { LEAST_PAUSE_MS = 550, MOST_PAUSE_MS = 1550, WARM_UP = 3 };

struct programs {
    char bootstrap[32], cache[100];
};

static int run_ground(void *arg)
{
    struct programs *p = arg;
    execl(BUILD_DIR "/bin/ground", "ground", "--bootstrap-server", p->bootstrap, "--cache",
          p->cache, (char *)NULL);
    return 127;
}

static void pass_time(struct terminal *t, int ms)
{
    int64_t until = clock_mono_ms() + ms;
    while (clock_mono_ms() < until)
        terminal_pump(t, (int)(until - clock_mono_ms()));
}

static double one_delay_ms(struct client *c, struct terminal *t, int number)
{
    char value[64], digits[16];
    snprintf(digits, sizeof digits, "%d.5", 10000 + number);
    snprintf(value, sizeof value, "{\"alt\": %s}", digits);
    int64_t sent_ns = clock_mono_ns();
    produce(c, "delays", -1, (struct batch_spec){.key = "KESTREL-9", .value = value});
    terminal_until(t, digits);
    return (double)(clock_mono_ns() - sent_ns) / 1e6;
}

static void measure(struct client *c, struct terminal *t, int messages)
{
    double *ms = mem_zero((size_t)messages, sizeof *ms);
    char ours[40];
    for (int i = -WARM_UP; i < messages; i++) {
        double delay = one_delay_ms(c, t, i + WARM_UP);
        if (i >= 0)
            ms[i] = delay;
        pass_time(t, LEAST_PAUSE_MS + rand() % (MOST_PAUSE_MS - LEAST_PAUSE_MS));
    }
    double p99 = bench_percentile(ms, messages, 99);
    snprintf(ours, sizeof ours, "%.1f / %.1f", ms[messages / 2], p99);
    bench_print((struct bench_row){.what = "produce to screen, p50 / p99",
                                   .unit = "ms",
                                   .ours = ours,
                                   .bound = "<= 50",
                                   .missed = p99 > 50});
    free(ms);
}

int main(int argc, char **argv)
{
    struct test_broker broker = {0};
    struct client client;
    struct terminal terminal;
    struct programs programs;
    setlocale(LC_ALL, "C.UTF-8");
    broker_start(&broker, NULL);
    client_connect(&client, &broker);
    create_topic(&client, "delays", 1);
    snprintf(programs.bootstrap, sizeof programs.bootstrap, "127.0.0.1:%d", broker.port);
    snprintf(programs.cache, sizeof programs.cache, "%s/delays.db", broker.dir);
    terminal_start(&terminal, 24, 80, "xterm-256color", run_ground, &programs);
    terminal_until(&terminal, "link OK 1/1");
    measure(&client, &terminal, argc > 1 ? atoi(argv[1]) : 100);
    terminal_type(&terminal, "qy");
    terminal_end(&terminal);
    client_close(&client);
    broker_remove(&broker);
    return bench_result();
}
