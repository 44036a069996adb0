/* tape_kit.c: see tape_kit.h. */
#include "test.h"

#include "tape_kit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "derived_rows.h"
#include "scratch_dir.h"

static char dir[64];
char tape_cache[96];
struct err err;
const int64_t start_ms = 1800000000000;

void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

int tape_kit_make_dir(void **state)
{
    (void)state;
    snprintf(dir, sizeof dir, "/tmp/ground-tape-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(tape_cache, sizeof tape_cache, "%s/a.db", dir);
    clock_fake(start_ms, 0);
    return 0;
}

int tape_kit_remove_dir(void **state)
{
    (void)state;
    clock_fake(-1, 0);
    return scratch_dir_remove(dir);
}

struct tape *tape_kit_open(const struct mission *mission)
{
    struct tape *t;
    must(tape_open(&t, tape_cache, mission, &err));
    tape_set_arrival(t, start_ms);
    return t;
}

static void make_message(int i, char value[80], char key[8], struct ingest_message *m)
{
    snprintf(key, 8, "K%d", i % 3);
    int len = snprintf(value, 80, "{\"alt\":%d.5,\"vel\":%d}", i, i % 100);
    if (i % 50 == 49)
        len = snprintf(value, 80, "%s", i % 100 == 49 ? "Countdown started" : "Liftoff");
    if (i % 333 == 332)
        len = snprintf(value, 80, "{\"alt\":");
    *m = (struct ingest_message){
        .offset = i,
        .t_ms = start_ms + i * 20,
        .key = i % 7 == 6 ? BYTES_NULL : bytes_of(key),
        .value = bytes_make(value, (size_t)len),
    };
}

void put(struct tape *t, int part, int from, int to)
{
    for (int i = from; i < to; i++) {
        char value[80], key[8];
        struct ingest_message m;
        make_message(i, value, key, &m);
        tape_set_arrival(t, start_ms + i * 20 + 5);
        must(tape_put(t, part, &m, true, &err));
    }
}

int part_of(struct tape *t)
{
    int part = tape_add_partition(t, "c", "range", 0, &err);
    must(part);
    return part;
}

void assert_same(struct buf *a, struct buf *b)
{
    assert_int_equal(a->len, b->len);
    assert_memory_equal(a->data, b->data, a->len);
    buf_deinit(a);
    buf_deinit(b);
}

struct buf derived(void)
{
    struct buf all = {0};
    must(derived_rows(tape_cache, &all, &err));
    return all;
}
