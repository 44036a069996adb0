/* recording.c: writer and derive as the recorder puts them together. */
#include "test.h"

#include "recording.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "append_row.h"
#include "base/mem.h"

#define MUST(call)                                                                                 \
    do {                                                                                           \
        struct err err = {0};                                                                      \
        if ((call) != 0)                                                                           \
            fail_msg("%s: %s", #call, err.text);                                                   \
    } while (0)

void recording_remove(const char *path)
{
    static const char *const suffixes[] = {"",       "-wal",       "-shm",
                                           "-notes", "-notes-wal", "-notes-shm"};
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        char *name = mem_printf("%s%s", path, suffixes[i]);
        unlink(name);
        free(name);
    }
}

void recording_begin(struct recording *r, const char *path, const struct mission *mission)
{
    memset(r, 0, sizeof(*r));
    recording_remove(path);
    MUST(writer_open(&r->writer, path, &err));
    derive_init(&r->derive, mission);
    MUST(writer_begin(r->writer, &err));
    r->open = true;
    MUST(writer_part(r->writer, "cluster", "falcon9", 0, &r->part, &err));
    recording_commit(r);
}

void recording_end(struct recording *r)
{
    recording_commit(r);
    derive_deinit(&r->derive);
    writer_close(r->writer);
}

static void begin(struct recording *r)
{
    if (r->open)
        return;
    MUST(writer_begin(r->writer, &err));
    r->open = true;
}

static int32_t rocket_of(struct recording *r, const char *key)
{
    bool keyless = key == NULL;
    for (int i = 0; i < r->rockets_count; i++)
        if (bytes_equal(bytes_of(r->keys[i]), bytes_of(key)))
            return i + 1;
    assert_true(r->rockets_count < RECORDING_ROCKETS);
    struct bytes name = bytes_of(keyless ? "flugdaten" : key);
    int32_t id;
    r->keys[r->rockets_count++] = key;
    MUST(writer_rocket(r->writer, name, keyless, &id, &err));
    assert_int_equal(id, r->rockets_count);
    derive_add(&r->derive, id, name, keyless);
    return id;
}

void recording_say(struct recording *r, const char *key, int64_t t_ms, int64_t arrival_ms,
                   const char *value)
{
    begin(r);
    struct store_message row = {
        .rocket = rocket_of(r, key),
        .seq = ++r->seq,
        .part = r->part.id,
        .off = r->part.next_off++,
        .t_ms = t_ms,
        .arrival_ms = arrival_ms,
        .key = bytes_of(key),
        .headers = r->headers,
        .value = bytes_of(value),
    };
    MUST(append_row(r->writer, &row, key != NULL, &err));
    derive_message(&r->derive, &row, false);
}

void recording_tick(struct recording *r, int64_t now_ms)
{
    begin(r);
    derive_tick(&r->derive, now_ms);
}

void recording_beat(struct recording *r, int64_t now_ms, enum store_link_state link)
{
    if (link != r->link || r->link_since_ms == 0)
        r->link_since_ms = now_ms;
    r->link = link;
    struct store_status status = {.pid = 4711,
                                  .beat_ms = now_ms,
                                  .link = (int32_t)link,
                                  .link_since_ms = r->link_since_ms,
                                  .parts = 1,
                                  .parts_ok = link == LINK_OK,
                                  .last_seq = r->seq};
    snprintf(status.mission, sizeof(status.mission), "%s", r->derive.mission->name);
    begin(r);
    MUST(writer_status(r->writer, &status, &err));
    r->beat_ms = now_ms;
}

void recording_link(struct recording *r, int64_t t_ms, enum store_link_state link, const char *text)
{
    struct store_link row = {.t_ms = t_ms, .state = (int32_t)link, .parts = 1};
    snprintf(row.text, sizeof(row.text), "%s", text);
    r->link = link;
    r->link_since_ms = t_ms;
    begin(r);
    MUST(writer_link(r->writer, &row, &err));
}

void recording_mourn(struct recording *r, int64_t now_ms)
{
    struct store_status last = {.pid = 4711, .beat_ms = r->beat_ms, .link = LINK_OK};
    struct store_link death;
    struct store_event line = {.seq = -1, .kind = EVENT_LINK, .clock_ms = STORE_NO_TIME};
    assert_true(store_gone(&last, now_ms, &death));
    line.v_ms = death.t_ms;
    snprintf(line.text, sizeof(line.text), "NO REC %.150s", death.text);
    begin(r);
    MUST(writer_link(r->writer, &death, &err));
    MUST(writer_event(r->writer, &line, &err));
}

void recording_gap(struct recording *r, int64_t off0, int64_t off1)
{
    struct store_gap gap = {.part = r->part.id, .off0 = off0, .off1 = off1};
    begin(r);
    MUST(writer_gap(r->writer, &gap, &err));
    r->part.next_off = off1 + 1;
}

void recording_commit(struct recording *r)
{
    if (!r->open)
        return;
    /* Filed by the time of the last beat; before the first, nothing is silent. */
    derive_flush(&r->derive, r->beat_ms);
    MUST(outbox_write(&r->derive.out, r->writer, &err));
    MUST(writer_commit(r->writer, false, &err));
    r->open = false;
}
