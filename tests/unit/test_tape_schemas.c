/* test_tape_schemas.c: schemas that a recording learns before, while and after it records: what is
 * derived is what folding everything again gives. */
#include "test.h"

#include <stdlib.h>

#include "base/clock.h"
#include "derived_rows.h"
#include "recorder/tape.h"
#include "store/schema_rows.h"
#include "store_kit.h"

#define ALT "{\"type\":\"record\",\"name\":\"m\",\"fields\":[{\"name\":\"alt\",\"type\":\"int\"}]}"
#define VEL "{\"type\":\"record\",\"name\":\"m\",\"fields\":[{\"name\":\"vel\",\"type\":\"int\"}]}"

enum { STEP_MS = 10 };
#define START_MS INT64_C(1800000000000)

static struct kit k;
static int64_t next_offset;

static int open_kit(void **state)
{
    (void)state;
    clock_fake(START_MS, 0);
    kit_open(&k);
    writer_close(k.w);
    k.w = NULL;
    next_offset = 0;
    return 0;
}

static int close_kit(void **state)
{
    (void)state;
    kit_close(&k);
    clock_fake(-1, 0);
    return 0;
}

static struct tape *open_tape(void)
{
    struct tape *t;
    kit_must(&k, tape_open(&t, k.cache, &mission_default, &k.err), 0);
    return t;
}

/* Messages of one rocket that name the schema: an int that counts. */
static void put(struct tape *t, uint32_t id, int count)
{
    int part = tape_add_partition(t, "c", "mine", 0, &k.err);
    for (int i = 0; i < count; i++, next_offset++) {
        uint8_t value[SCHEMA_FRAME_SIZE + 1] = {0};
        be32_put(value + 1, id);
        value[SCHEMA_FRAME_SIZE] = (uint8_t)(2 * (i % 60));
        struct ingest_message m = {.offset = next_offset,
                                   .t_ms = START_MS + next_offset * STEP_MS,
                                   .key = bytes_of("M1"),
                                   .value = bytes_make(value, sizeof value)};
        tape_set_arrival(t, m.t_ms);
        kit_must(&k, tape_put(t, part, &m, true, &k.err), 0);
    }
}

static bool learn(struct tape *t, uint32_t id, const char *text)
{
    bool late;
    kit_must(&k, tape_add_schema(t, id, SCHEMA_AVRO, bytes_of(text), &late, &k.err), 0);
    return late;
}

static void close_tape(struct tape *t)
{
    kit_must(&k, tape_commit(t, false, &k.err), 0);
    tape_close(t);
}

/* The channels of the rocket, a blank behind each. */
static const char *channels(struct tape *t)
{
    static char out[256];
    out[0] = '\0';
    tape_wait(t);
    for (int id = 1; id < t->derive.slots_count; id++) {
        const struct rocket *r = derive_has(&t->derive, id) ? t->derive.slots[id].rocket : NULL;
        for (int i = 0; r != NULL && i < r->channels_count; i++) {
            strcat(out, r->channels[i].name);
            strcat(out, " ");
        }
    }
    return out;
}

static void a_schema_known_before_its_messages_is_for_all_of_them(void **state)
{
    (void)state;
    struct tape *t = open_tape();
    assert_false(learn(t, 7, ALT));
    put(t, 7, 100);
    assert_string_equal(channels(t), "alt ");
    close_tape(t);
    check_derived(k.cache);
    t = open_tape();
    assert_false(learn(t, 7, ALT));
    assert_int_equal(schema_set_find(t->schemas, 7)->from_seq, 0);
    assert_true(bytes_equal(schema_set_find(t->schemas, 7)->text, bytes_of(ALT)));
    tape_close(t);
}

static void a_schema_that_comes_late_is_for_the_messages_from_there_on(void **state)
{
    (void)state;
    struct tape *t = open_tape();
    put(t, 7, 600);
    assert_true(learn(t, 7, ALT));
    assert_int_equal(schema_set_find(t->schemas, 7)->from_seq, 601);
    assert_string_equal(channels(t), "");
    put(t, 7, 4000);
    assert_string_equal(channels(t), "alt ");
    close_tape(t);
}

static void the_next_recorder_folds_earlier_messages_by_it_too(void **state)
{
    (void)state;
    struct tape *t = open_tape();
    put(t, 7, 5000);
    learn(t, 7, ALT);
    close_tape(t);
    t = open_tape();
    assert_int_equal(schema_set_find(t->schemas, 7)->from_seq, 0);
    assert_string_equal(channels(t), "alt ");
    close_tape(t);
    check_derived(k.cache);
}

static void another_text_of_a_schema_is_used_by_the_next_recorder(void **state)
{
    (void)state;
    struct tape *t = open_tape();
    learn(t, 7, ALT);
    put(t, 7, 10);
    assert_true(learn(t, 7, VEL));
    put(t, 7, 10);
    assert_string_equal(channels(t), "alt ");
    close_tape(t);
    t = open_tape();
    assert_string_equal(channels(t), "vel ");
    close_tape(t);
}

static void a_schema_too_long_is_not_taken_and_the_tape_goes_on(void **state)
{
    (void)state;
    struct tape *t = open_tape();
    char *text = calloc(1, SCHEMA_TEXT_MOST + 2);
    bool late;
    memset(text, ' ', SCHEMA_TEXT_MOST + 1);
    assert_int_equal(tape_add_schema(t, 7, SCHEMA_AVRO, bytes_of(text), &late, &k.err),
                     ERR_TOO_BIG);
    assert_string_equal(k.err.text,
                        "schema 7 is too long: 1048577 bytes, at most 1048576 are read");
    free(text);
    put(t, 7, 1);
    close_tape(t);
}

static void ids_that_were_not_known_are_remembered_up_to_a_bound(void **state)
{
    struct unknown_schemas u = {0};
    char text[UNKNOWN_SCHEMAS_TEXT];
    (void)state;
    unknown_schemas_add(&u, 7);
    unknown_schemas_add(&u, UINT32_MAX);
    unknown_schemas_add(&u, 7);
    assert_true(u.changed);
    unknown_schemas_write(&u, text);
    assert_string_equal(text, "7 4294967295");
    unknown_schemas_read(&u, text);
    assert_true(unknown_schemas_has(&u, 7) && unknown_schemas_has(&u, UINT32_MAX));
    assert_false(unknown_schemas_has(&u, 8));
    for (uint32_t id = UINT32_MAX; id > UINT32_MAX - UNKNOWN_SCHEMAS_MOST; id--)
        unknown_schemas_add(&u, id);
    unknown_schemas_write(&u, text);
    unknown_schemas_read(&u, text);
    assert_true(unknown_schemas_has(&u, 8)); /* it may have been */
    assert_true(unknown_schemas_has(&u, 7));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_kit, close_kit)
    const struct CMUnitTest tests[] = {
        TEST(a_schema_known_before_its_messages_is_for_all_of_them),
        TEST(a_schema_that_comes_late_is_for_the_messages_from_there_on),
        TEST(the_next_recorder_folds_earlier_messages_by_it_too),
        TEST(another_text_of_a_schema_is_used_by_the_next_recorder),
        TEST(a_schema_too_long_is_not_taken_and_the_tape_goes_on),
        cmocka_unit_test(ids_that_were_not_known_are_remembered_up_to_a_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
