#include "ui/screens/hints.h"

static const struct hint *archive(int *count)
{
    HINTS(count, {ACTION_PAUSE, NULL, "pause", 0}, {ACTION_BACK_10, NULL, "10 s", 0},
          {ACTION_EDGE_ON, NULL, "event", 0}, {ACTION_FASTER, NULL, "speed", 0},
          {ACTION_REVERSE, NULL, "reverse", 0}, {ACTION_LOOP, NULL, "loop", 0},
          {ACTION_CLOSE_OR_QUIT, NULL, "quit", 0}, {ACTION_HELP, NULL, "keys", 0});
}

const struct hint *hints_replay(const struct scene *s, int *count)
{
    if (s->transport.archive)
        return archive(count);
    if (s->transport.mode != MODE_REPLAY)
        return NULL;
    HINTS(count, {ACTION_PAUSE, NULL, "pause", 0}, {ACTION_BACK_10, NULL, "10 s", 0},
          {ACTION_EDGE_ON, NULL, "event", 0}, {ACTION_FASTER, NULL, "speed", 0},
          {ACTION_REVERSE, NULL, "reverse", 0}, {ACTION_LOOP, NULL, "loop", 0},
          {ACTION_LIVE, NULL, "live", 0}, {ACTION_HELP, NULL, "keys", 0});
}
