/* resident.c: loading and evicting rockets. */
#include "recorder/resident.h"

#include "store/reader.h"

enum { EVICT_AT_ONCE = STORE_ROCKETS_IN_MEMORY / 10 }; /* finding the silent ones costs a sort */

/* Writes everything derived so far to the cache, from where evicted rockets are loaded again. */
static int write_derived(struct tape *t, struct err *err)
{
    tape_wait(t);
    if (!t->begun)
        return 0;
    derive_flush(&t->derive, t->arrival_ms);
    return outbox_write(&t->derive.out, tape_writer(t), err);
}

static int add(void *owner, const struct store_rocket *rocket)
{
    struct tape *t = owner;
    derive_add(&t->derive, rocket->id, rocket->name, rocket->keyless);
    return 0;
}

/* Restores the last keyframe. The caller folds the rows of the open chunk. */
static int restore(struct tape *t, int32_t id, struct err *err)
{
    struct reader *reader = writer_reader(tape_writer(t));
    struct derive_slot *c = &t->derive.slots[id];
    struct store_lane lane;
    int rc = reader_lane_before(reader, id, INT64_MAX, &lane, err);
    if (rc == 0)
        rc = derive_restore(&t->derive, id, lane.state, err);
    if (rc == 0 || rc == ERR_NOT_FOUND)
        rc = reader_flight_last(reader, id, &c->flight, err);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int evict_if_full(struct tape *t, struct err *err)
{
    if (t->derive.resident < STORE_ROCKETS_IN_MEMORY)
        return 0;
    int rc = write_derived(t, err);
    if (rc == 0)
        derive_evict(&t->derive, EVICT_AT_ONCE);
    return rc;
}

int resident_add(struct tape *t, int32_t id, struct bytes name, bool keyless, struct err *err)
{
    tape_wait(t);
    int rc = evict_if_full(t, err);
    if (rc == 0)
        derive_add(&t->derive, id, name, keyless);
    return rc;
}

int resident_load(struct tape *t, int32_t id, struct err *err)
{
    if (derive_has(&t->derive, id))
        return 0;
    int rc = write_derived(t, err); /* its last lane may be in the outbox */
    if (rc == 0)
        rc = evict_if_full(t, err);
    if (rc == 0)
        rc = reader_rocket(writer_reader(tape_writer(t)), id, add, t, err);
    return rc != 0 ? rc : restore(t, id, err);
}

int resident_load_recent(struct tape *t, struct err *err)
{
    int rc =
        reader_rockets_heard(writer_reader(tape_writer(t)), STORE_ROCKETS_IN_MEMORY, add, t, err);
    for (int id = 1; id < t->derive.slots_count && rc >= 0; id++) {
        if (derive_has(&t->derive, id))
            rc = restore(t, id, err);
    }
    return rc < 0 ? rc : 0;
}
