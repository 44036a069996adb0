/* script.c: the seven lines of a flight as a person types them. */
#include "sim/script.h"

static const struct {
    int64_t at_ms;
    const char *words;
} lines[] = {
    {3000, "Countdown started"},    {9000, "Countdown ended"},    {12000, "Liftoff"},
    {45000, "Left atmosphere"},     {90000, "Preparing reentry"}, {120000, "Reentry successful"},
    {150000, "Landing successful"},
};

void script_init(struct script *s)
{
    *s = (struct script){.next_ms = lines[0].at_ms};
}

void script_step(struct script *s, sim_sink *sink, void *owner)
{
    sink(owner, &(struct sim_record){"flugdaten", BYTES_NULL, bytes_of(lines[s->next_line].words)});
    s->next_line++;
    s->next_ms = s->next_line < (int)ARRAY_SIZE(lines) ? lines[s->next_line].at_ms : INT64_MAX;
}
