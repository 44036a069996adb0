/* bench_flight.c: what one message costs the flight model, in ns: decoded; decoded, folded and
 * thinned, as the recorder does. The best of ten rounds, so that a busy machine matters less. */
#include <stdio.h>

#include "base/clock.h"
#include "bench/bench.h"
#include "flight/aggregate.h"
#include "flight/rocket.h"

enum { ROUNDS = 10, MESSAGES = 100000 };

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

static struct decoded decoded;
static struct rocket rocket;
static struct aggregate thinned;

static double decode_ns(struct bytes value)
{
    int64_t start = clock_mono_ns();
    for (int i = 0; i < MESSAGES; i++)
        message_decode(&mission_default, value, &decoded);
    return (double)(clock_mono_ns() - start) / (double)MESSAGES;
}

static double fold_ns(struct bytes value)
{
    struct flight_message m = {.arrival_ms = FLIGHT_NO_TIME, .value = value};
    rocket_init(&rocket, 1, bytes_of("bench"), false);
    aggregate_reset(&thinned);
    int64_t start = clock_mono_ns();
    for (; m.seq < MESSAGES; m.seq++, m.t_ms += 33) {
        message_decode(&mission_default, value, &decoded);
        rocket_fold_decoded(&rocket, &mission_demo, &m, &decoded, NULL);
        aggregate_add(&thinned, m.t_ms, &decoded);
    }
    return (double)(clock_mono_ns() - start) / (double)MESSAGES;
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

int main(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct bytes value = bytes_of(rows[i].value);
        char what[64], ours[40];
        snprintf(what, sizeof what, "decode, and fold, %s", rows[i].what);
        snprintf(ours, sizeof ours, "%.0f / %.0f", best(decode_ns, value), best(fold_ns, value));
        bench_print((struct bench_row){.what = what, .unit = "ns", .ours = ours});
    }
    aggregate_deinit(&thinned);
    return bench_result();
}
