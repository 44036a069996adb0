/* sim.c: the sources of the range, each with the time of its next record. */
#include "sim/sim.h"

#include <stdlib.h>

#include "base/mem.h"
#include "sim/kestrel.h"
#include "sim/script.h"
#include "sim/weather.h"

struct sim {
    struct kestrel nominal, troubled;
    struct weather weather;
    struct script tutorial;
};

struct sim *sim_open(void)
{
    struct sim *s = mem_zero(1, sizeof *s);
    kestrel_init(&s->nominal, "KESTREL-2", &kestrel_nominal);
    kestrel_init(&s->troubled, "KESTREL-3", &kestrel_troubled);
    weather_init(&s->weather);
    script_init(&s->tutorial);
    return s;
}

void sim_close(struct sim *s)
{
    free(s);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t sim_next_ms(const struct sim *s)
{
    return earlier(earlier(s->nominal.next_ms, s->troubled.next_ms),
                   earlier(s->weather.next_ms, s->tutorial.next_ms));
}

void sim_step(struct sim *s, sim_sink *sink, void *owner)
{
    int64_t now = sim_next_ms(s);
    if (now == INT64_MAX)
        return;
    if (s->nominal.next_ms == now)
        kestrel_step(&s->nominal, sink, owner);
    if (s->troubled.next_ms == now)
        kestrel_step(&s->troubled, sink, owner);
    if (s->weather.next_ms == now)
        weather_step(&s->weather, sink, owner);
    if (s->tutorial.next_ms == now)
        script_step(&s->tutorial, sink, owner);
}
