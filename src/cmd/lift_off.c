/* lift_off.c: keys are told apart by a hash. */
#include "cmd/lift_off.h"

#include "base/hash.h"
#include "flight/show.h"

bool lift_off_is_due(struct lift_off *l, struct bytes key, int64_t t_ms)
{
    uint64_t h = fnv1a_64(UINT64_C(14695981039346656037), key);
    if (t_ms < l->t_ms || l->count == LIFT_OFF_KEYS)
        return false;
    for (int i = 0; i < l->count; i++)
        if (l->keys[i] == h)
            return false;
    l->keys[l->count++] = h;
    return true;
}

struct bytes lift_off_value(void)
{
    return bytes_of("{\"event\":\"LIFTOFF\"}");
}

int lift_off_check(const struct lift_off *l, const char *path, struct recording_span span,
                   struct err *err)
{
    char at[32], first[32], last[32];
    if (l->t_ms >= span.first_ms && l->t_ms <= span.last_ms)
        return 0;
    show_utc(l->t_ms, SHOW_DATE_TIME, at);
    show_utc(span.first_ms, SHOW_DATE_TIME, first);
    show_utc(span.last_ms, SHOW_DATE_TIME, last);
    return err_set(err, ERR_USAGE,
                   "--lift-off %s is not within %s, which has times of its own: %s .. %s UTC", at,
                   path, first, last);
}
