/* bench_flight.c: what one message costs the flight model, in ns: decoded; decoded, folded and
 * thinned, as the recorder does. The best of ten rounds, so that a busy machine matters less. */
#include <stdio.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "demo_mission.h"
#include "flight/aggregate.h"
#include "flight/rocket.h"

enum { ROUNDS = 10, MESSAGES = 100000, BYTES = 20 << 20 };

struct row {
    const char *what, *value;
};

static const struct row rows[] = {
    {"JSON, 3 numbers", "{\"time\": 398.0, \"velocity\": 2158.434, \"altitude\": 50.219}"},
    {"JSON, 9 numbers",
     "{\"time\": 398.0, \"velocity\": 2158.434, \"altitude\": 50.219, \"velocity_y\": -954.116, "
     "\"velocity_x\": 1938.755, \"acceleration\": -46.719, \"downrange_distance\": 605.486, "
     "\"angle\": -26.241, \"q\": 0.0}"},
    {"JSON, 17 digits", "{\"q\": 3.8276629953547934}"},
    {"pairs, 2 numbers", "alt=1.2 vel=88"},
    {"text", "Left atmosphere"},
};

enum { WIDE = 246 };
static char wide[WIDE * 24];

/* A row of a flight log: 246 columns. */
static const char *wide_row(void)
{
    size_t n = 0;
    for (int i = 0; i < WIDE; i++)
        n += (size_t)snprintf(wide + n, sizeof wide - n, "%s\"column_%03d\": %d.%03d",
                              i == 0 ? "{" : ", ", i, i * 7, i);
    snprintf(wide + n, sizeof wide - n, "}");
    return wide;
}

static struct decoded decoded;
static struct rocket rocket;
static struct aggregate thinned;

/* Fewer of long messages. */
static int messages_of(struct bytes value)
{
    return value.len * MESSAGES < BYTES ? MESSAGES : (int)(BYTES / value.len);
}

static double decode_ns(struct bytes value)
{
    int messages = messages_of(value);
    int64_t start = clock_mono_ns();
    for (int i = 0; i < messages; i++)
        message_decode(&mission_default, value, &decoded);
    return (double)(clock_mono_ns() - start) / (double)messages;
}

static double fold_ns(struct bytes value)
{
    int messages = messages_of(value);
    struct flight_message m = {.arrival_ms = FLIGHT_NO_TIME, .value = value};
    rocket_init(&rocket, 1, bytes_of("bench"), false);
    aggregate_reset(&thinned);
    int64_t start = clock_mono_ns();
    for (; m.seq < messages; m.seq++, m.t_ms += 33) {
        message_decode(&mission_default, value, &decoded);
        rocket_fold(&rocket, &mission_demo, &m, &decoded, NULL);
        aggregate_add(&thinned, m.t_ms, &decoded);
    }
    return (double)(clock_mono_ns() - start) / (double)messages;
}

/* Without thinning for charts. */
static double fold_only_ns(struct bytes value)
{
    int messages = messages_of(value);
    struct flight_message m = {.arrival_ms = FLIGHT_NO_TIME, .value = value};
    rocket_init(&rocket, 1, bytes_of("bench"), false);
    int64_t start = clock_mono_ns();
    for (; m.seq < messages; m.seq++, m.t_ms += 33) {
        message_decode(&mission_default, value, &decoded);
        rocket_fold(&rocket, &mission_demo, &m, &decoded, NULL);
    }
    return (double)(clock_mono_ns() - start) / (double)messages;
}

static double best(double (*measure)(struct bytes), struct bytes value)
{
    double least = measure(value);
    for (int i = 1; i < ROUNDS; i++) {
        double ns = measure(value);
        least = ns < least ? ns : least;
    }
    return least;
}

static void measure(const char *what, struct bytes value)
{
    char title[64], ours[40];
    snprintf(title, sizeof title, "decode, and fold, %s", what);
    snprintf(ours, sizeof ours, "%.0f / %.0f", best(decode_ns, value), best(fold_ns, value));
    bench_print((struct bench_row){.what = title, .unit = "ns", .ours = ours});
}

int main(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        measure(rows[i].what, bytes_of(rows[i].value));
    measure("JSON, 246 numbers", bytes_of(wide_row()));
    bench_print_pace("JSON, 246 numbers: decode, and fold", 1e9, best(decode_ns, bytes_of(wide)),
                     best(fold_only_ns, bytes_of(wide)), 1 / 1.3);
    aggregate_deinit(&thinned);
    rocket_deinit(&rocket);
    return bench_result();
}
