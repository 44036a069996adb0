/* seats.c: rockets come and go. */
#include "recorder/seats.h"

#include "store/reader.h"

enum {
    PUT_AWAY = STORE_ROCKETS_IN_MEMORY / 10
}; /* at once: finding the silent ones costs a sort */

/* All that is derived so far is in the cache afterwards: what is put away is read from there. */
static int write_derived(struct tape *t, struct err *err)
{
    tape_settle(t);
    if (!t->begun)
        return 0;
    derive_flush(&t->derive, t->arrival_ms);
    return outbox_write(&t->derive.out, tape_writer(t), err);
}

static int seat(void *owner, const struct store_rocket *rocket)
{
    struct tape *t = owner;
    derive_rocket(&t->derive, rocket->id, rocket->name, rocket->keyless);
    return 0;
}

/* As its last keyframe has it. The rows of the open chunk are the caller's to fold. */
static int restore(struct tape *t, int32_t id, struct err *err)
{
    struct reader *reader = writer_reader(tape_writer(t));
    struct craft *c = &t->derive.crafts[id];
    struct store_lane lane;
    int rc = reader_lane_before(reader, id, INT64_MAX, &lane, err);
    if (rc == 0)
        rc = derive_restore(&t->derive, id, lane.state, err);
    if (rc == 0 || rc == ERR_NOT_FOUND)
        rc = reader_flight_last(reader, id, &c->flight, err);
    return rc == ERR_NOT_FOUND ? 0 : rc;
}

static int make_room(struct tape *t, struct err *err)
{
    if (t->derive.seated < STORE_ROCKETS_IN_MEMORY)
        return 0;
    int rc = write_derived(t, err);
    if (rc == 0)
        derive_put_away(&t->derive, PUT_AWAY);
    return rc;
}

int seats_make(struct tape *t, int32_t id, struct bytes name, bool keyless, struct err *err)
{
    tape_settle(t);
    int rc = make_room(t, err);
    if (rc == 0)
        derive_rocket(&t->derive, id, name, keyless);
    return rc;
}

int seats_take(struct tape *t, int32_t id, struct err *err)
{
    if (derive_seats(&t->derive, id))
        return 0;
    int rc = write_derived(t, err); /* its last lane may be among it */
    if (rc == 0)
        rc = make_room(t, err);
    if (rc == 0)
        rc = reader_rocket(writer_reader(tape_writer(t)), id, seat, t, err);
    return rc != 0 ? rc : restore(t, id, err);
}

int seats_fill(struct tape *t, struct err *err)
{
    int rc =
        reader_rockets_heard(writer_reader(tape_writer(t)), STORE_ROCKETS_IN_MEMORY, seat, t, err);
    for (int id = 1; id < t->derive.crafts_count && rc >= 0; id++) {
        if (derive_seats(&t->derive, id))
            rc = restore(t, id, err);
    }
    return rc < 0 ? rc : 0;
}
