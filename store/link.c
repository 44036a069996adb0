/* link.c: the link's history for a recorder that could not write it. */
#include <stdio.h>

#include "store/store.h"

bool store_beats(const struct store_status *last, int64_t now_ms)
{
    return last->pid != 0 && now_ms - last->beat_ms <= STORE_BEAT_FRESH_MS &&
           last->beat_ms - now_ms <= STORE_BEAT_FRESH_MS;
}

bool store_gone(const struct store_status *last, int64_t now_ms, struct store_link *out)
{
    bool waits = last->link == LINK_NO_RECORDER;
    int64_t since_ms = waits ? last->link_since_ms : last->beat_ms + STORE_BEAT_FRESH_MS + 1;
    if (last->pid == 0 || (!waits && store_beats(last, now_ms)))
        return false;
    if (!waits && since_ms > now_ms)
        since_ms = now_ms; /* the clock was put back */
    *out = (struct store_link){.t_ms = since_ms, .state = LINK_NO_RECORDER, .parts = last->parts};
    snprintf(out->text, sizeof out->text, "%s", waits ? last->text : "the recorder died");
    return true;
}
