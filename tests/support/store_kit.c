/* store_kit.c: making and removing the cache. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "append_row.h"
#include "scratch_dir.h"
#include "store_kit.h"

void kit_must(struct kit *k, int rc, int wanted)
{
    if (rc != wanted)
        fail_msg("got %d, not %d: %s", rc, wanted, k->err.text);
}

void kit_open(struct kit *k)
{
    *k = (struct kit){.dir = "/tmp/ground-store-XXXXXX"};
    assert_non_null(mkdtemp(k->dir));
    snprintf(k->cache, sizeof k->cache, "%s/a.db", k->dir);
    kit_must(k, writer_open(&k->w, k->cache, &k->err), 0);
    kit_must(k, writer_begin(k->w, &k->err), 0);
    kit_must(k, writer_part(k->w, "c", "falcon9", 0, &k->part, &k->err), 0);
    kit_must(k, writer_rocket(k->w, bytes_of("F9"), false, &k->rocket, &k->err), 0);
    kit_must(k, writer_commit(k->w, true, &k->err), 0);
    kit_must(k, reader_open(&k->r, k->cache, &k->err), 0);
}

void kit_close(struct kit *k)
{
    reader_close(k->r);
    writer_close(k->w);
    assert_int_equal(scratch_dir_remove(k->dir), 0);
}

struct store_message kit_message(const struct kit *k, int64_t seq)
{
    return (struct store_message){
        .seq = seq,
        .part = k->part.id,
        .off = seq - 1,
        .t_ms = seq * 1000,
        .arrival_ms = seq * 1000 + 7,
        .rocket = k->rocket,
        .key = bytes_of("F9"),
        .value = bytes_of("alt=1"),
    };
}

void kit_fill(struct kit *k, int64_t from, int64_t to)
{
    kit_must(k, writer_begin(k->w, &k->err), 0);
    for (int64_t seq = from; seq <= to; seq++) {
        struct store_message m = kit_message(k, seq);
        kit_must(k, append_row(k->w, &m, true, &k->err), 0);
    }
    struct writer_step step = {
        .part = k->part.id,
        .from_off = from - 1,
        .to_off = to,
        .first_off = 0,
        .messages = to - from + 1,
        .heard_ms = STORE_NO_TIME,
    };
    kit_must(k, writer_advance(k->w, &step, &k->err), 0);
    kit_must(k, writer_commit(k->w, false, &k->err), 0);
}
