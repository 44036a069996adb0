/* weather.c: slow waves of different lengths make a day that looks like one. */
#include "sim/weather.h"

#include <math.h>
#include <stdio.h>

void weather_init(struct weather *w)
{
    *w = (struct weather){.next_ms = 0};
}

void weather_step(struct weather *w, sim_sink *sink, void *owner)
{
    double t = (double)w->next_ms / 1000;
    char json[160];
    int n = snprintf(json, sizeof json,
                     "{\"wind_kn\":%.1f,\"direction_deg\":%.0f,\"temp_c\":%.1f,\"field_v_m\":%.0f}",
                     14 + 6 * sin(t / 70) + 2 * sin(t / 11), 170 + 25 * sin(t / 120),
                     24.5 + 0.8 * sin(t / 300), 240 + 90 * sin(t / 45));
    sink(owner, &(struct sim_record){"weather", BYTES_NULL, bytes_make(json, (size_t)n)});
    w->next_ms += 4000; /* under the 5 s after which a source without a pace is stale */
}
