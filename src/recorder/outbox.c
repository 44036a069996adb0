/* outbox.c: rows in, rows out. */
#include "recorder/outbox.h"

void outbox_deinit(struct outbox *o)
{
    buf_deinit(&o->events);
    buf_deinit(&o->silences);
    buf_deinit(&o->flights);
    buf_deinit(&o->chunks);
    buf_deinit(&o->lanes);
    buf_deinit(&o->blobs);
}

void outbox_put_event(struct outbox *o, const struct store_event *event)
{
    buf_add(&o->events, event, sizeof *event);
}

void outbox_put_silence(struct outbox *o, const struct outbox_silence *silence)
{
    buf_add(&o->silences, silence, sizeof *silence);
}

void outbox_put_flight(struct outbox *o, const struct store_flight *flight)
{
    buf_add(&o->flights, flight, sizeof *flight);
}

void outbox_put_chunk(struct outbox *o, const struct store_chunk *chunk)
{
    buf_add(&o->chunks, chunk, sizeof *chunk);
}

void outbox_put_lane(struct outbox *o, const struct store_lane *lane)
{
    buf_add(&o->lanes, lane, sizeof *lane);
    buf_add_bytes(&o->blobs, lane->seqs);
    buf_add_bytes(&o->blobs, lane->agg);
    buf_add_bytes(&o->blobs, lane->state);
}

/* Row `i` of a buffer of rows, copied out: a buffer is not aligned. False behind the last. */
static bool take_row(const struct buf *rows, size_t i, void *out, size_t size)
{
    if ((i + 1) * size > rows->len)
        return false;
    memcpy(out, rows->data + i * size, size);
    return true;
}

static void take_blob(const uint8_t **at, struct bytes *blob)
{
    blob->data = *at;
    *at += blob->len;
}

static int write_lanes(struct outbox *o, struct writer *w, struct err *err)
{
    struct store_lane lane;
    const uint8_t *at = buf_bytes(&o->blobs).data;
    int rc = 0;
    for (size_t i = 0; rc == 0 && take_row(&o->lanes, i, &lane, sizeof lane); i++) {
        take_blob(&at, &lane.seqs);
        take_blob(&at, &lane.agg);
        take_blob(&at, &lane.state);
        rc = writer_lane(w, &lane, err);
    }
    return rc;
}

/* playhead_events() shows the same line before it is written. */
static int write_silence(struct outbox_silence *s, struct writer *w, struct err *err)
{
    int64_t from_ms;
    int rc = writer_link_ok_from(w, s->event.v_ms, &from_ms, err);
    if (rc != 0 || from_ms == STORE_NO_TIME || from_ms > s->until_ms)
        return rc;
    if (s->counting)
        s->event.clock_ms += from_ms - s->event.v_ms;
    s->event.v_ms = from_ms;
    return writer_event(w, &s->event, err);
}

int outbox_write(struct outbox *o, struct writer *w, struct err *err)
{
    struct store_event event;
    struct outbox_silence silence;
    struct store_flight flight;
    struct store_chunk chunk;
    int rc = write_lanes(o, w, err);
    for (size_t i = 0; rc == 0 && take_row(&o->chunks, i, &chunk, sizeof chunk); i++)
        rc = writer_chunk(w, &chunk, err);
    for (size_t i = 0; rc == 0 && take_row(&o->events, i, &event, sizeof event); i++)
        rc = writer_event(w, &event, err);
    for (size_t i = 0; rc == 0 && take_row(&o->silences, i, &silence, sizeof silence); i++)
        rc = write_silence(&silence, w, err);
    for (size_t i = 0; rc == 0 && take_row(&o->flights, i, &flight, sizeof flight); i++)
        rc = writer_flight(w, &flight, err);
    struct buf *all[] = {&o->events, &o->silences, &o->flights, &o->chunks, &o->lanes, &o->blobs};
    for (size_t i = 0; i < ARRAY_SIZE(all); i++)
        buf_clear(all[i]);
    return rc;
}
