/* fold_kit.c: the fold of a message that nobody has decoded yet. */
#include "fold_kit.h"

static struct decoded decoded;

void decode_fold(struct rocket *r, const struct mission *mission, const struct flight_message *m,
                 struct event_sink *sink)
{
    message_decode(mission, m->value, &decoded);
    rocket_fold(r, mission, m, &decoded, sink);
}

bool decode_fold_until(struct rocket *r, const struct mission *mission,
                       const struct flight_message *m, int64_t t_ms, struct event_sink *sink)
{
    message_decode(mission, m->value, &decoded);
    return rocket_fold_until(r, mission, m, &decoded, t_ms, sink);
}

int64_t decode_next_v(const struct rocket *r, const struct mission *mission,
                      const struct flight_message *m, bool *opens)
{
    message_decode(mission, m->value, &decoded);
    return rocket_next_v(r, mission, m, &decoded, opens);
}
