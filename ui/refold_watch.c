#include "ui/refold_watch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_EVERY_MS = 1000 };

static bool read_notes(struct playhead *p, char made[160], char derived[32])
{
    char fold[100], reloaded[32];
    if (playhead_note(p, STORE_META_FOLD, fold, sizeof fold, NULL) != 0 ||
        playhead_note(p, STORE_META_RELOADED, reloaded, sizeof reloaded, NULL) != 0 ||
        playhead_note(p, STORE_META_DERIVED, derived, 32, NULL) != 0)
        return false;
    snprintf(made, 160, "%s/%s", fold, reloaded);
    return true;
}

bool refold_watch_look(struct refold_watch *w, struct playhead *p, int64_t mono_ms, char *said,
                       size_t size)
{
    char made[160], derived[32];
    if (mono_ms < w->next_ms)
        return false;
    w->next_ms = mono_ms + LOOK_EVERY_MS;
    if (!read_notes(p, made, derived))
        return false;
    bool folding = derived[0] != '\0';
    bool anew = w->made[0] != '\0' && (strcmp(made, w->made) != 0 || (w->folding && !folding));
    memcpy(w->made, made, sizeof w->made);
    w->folding = folding;
    int64_t last = playhead_last_seq(p);
    if (folding && last > 0)
        snprintf(said, size, "refolding by the changed mission: %d %%",
                 (int)(100 * strtoll(derived, NULL, 10) / last));
    return anew;
}

void kept_time_take(struct kept_time *k, const struct playhead *p)
{
    playhead_transport(p, &k->before);
    k->kept = k->before.play != PLAY_LIVE;
}

void kept_time_return(struct kept_time *k, struct playhead *p)
{
    char said[80];
    if (!k->kept)
        return;
    k->kept = false;
    if (k->before.replay_flight != 0)
        playhead_replay(p, k->before.replay_flight, said, NULL);
    playhead_seek(p, k->before.t_ms, said, NULL);
}
