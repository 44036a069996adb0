/* test_tape.c: what the recorder derives is the same however often it has to begin again. */
#include "test.h"

#include <sqlite3.h>

#include "demo_mission.h"
#include "recorder/tape.h"
#include "store/reader.h"
#include "tape_kit.h"

/* The states of all rockets, one after the other. */
static struct buf states_of(struct tape *t)
{
    struct buf all = {0};
    tape_wait(t);
    for (int id = 1; id < t->derive.slots_count; id++) {
        if (derive_has(&t->derive, id))
            rocket_encode(t->derive.slots[id].rocket, &all);
    }
    return all;
}

static void what_was_not_committed_is_read_again(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    int part = part_of(t);
    put(t, part, 0, 100);
    must(tape_commit(t, false, &err));
    put(t, part, 100, 150);
    tape_close(t); /* as a crash: nothing of it stays */
    t = tape_kit_open(&mission_default);
    part = part_of(t);
    assert_int_equal(t->partitions[part].row.next_off, 100);
    assert_int_equal(t->partitions[part].row.messages, 100);
    assert_int_equal(t->last_seq, 100);
    put(t, part, 100, 150);
    must(tape_commit(t, false, &err));
    tape_close(t);
}

static void the_state_is_the_same_wherever_the_recording_was_resumed(void **state)
{
    (void)state;
    const int cuts[] = {1, 4094, 4095, 4096, 5000, 8191, 9000};
    struct tape *t = tape_kit_open(&mission_default);
    int from = 0;
    for (size_t i = 0; i < ARRAY_SIZE(cuts); i++) {
        put(t, part_of(t), from, cuts[i]);
        must(tape_commit(t, false, &err));
        struct buf before = states_of(t);
        tape_close(t);
        t = tape_kit_open(&mission_default);
        struct buf after = states_of(t);
        assert_same(&before, &after);
        from = cuts[i];
    }
    tape_close(t);
}

static void the_cache_is_the_same_however_often_it_was_interrupted(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    put(t, part_of(t), 0, 9000);
    must(tape_commit(t, false, &err));
    tape_close(t);
    struct buf whole = derived();
    tape_kit_remove_dir(NULL);
    tape_kit_make_dir(NULL);
    t = tape_kit_open(&mission_default);
    for (int from = 0; from < 9000; from += 1500) {
        put(t, part_of(t), from, from + 1500);
        must(tape_commit(t, false, &err));
        tape_close(t);
        t = tape_kit_open(&mission_default);
    }
    tape_close(t);
    struct buf pieces = derived();
    assert_same(&whole, &pieces);
}

static void another_mission_refolds_everything(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_demo);
    put(t, part_of(t), 0, 9000);
    must(tape_commit(t, false, &err));
    tape_close(t);
    struct buf as_demo = derived();
    tape_close(tape_kit_open(&mission_default));
    tape_close(tape_kit_open(&mission_demo));
    struct buf again = derived();
    assert_same(&as_demo, &again);
    t = tape_kit_open(&mission_demo);
    struct reader *r;
    char derived[32];
    must(reader_open(&r, tape_cache, &err));
    must(reader_meta(r, "derived", derived, sizeof derived, &err));
    assert_string_equal(derived, "");
    reader_close(r);
    tape_close(t);
}

static void mission_noted_is(const char *expected)
{
    struct reader *r;
    char text[80];
    must(reader_open(&r, tape_cache, &err));
    must(reader_meta(r, STORE_META_MISSION, text, sizeof text, &err));
    assert_string_equal(text, expected);
    reader_close(r);
}

static void the_cache_has_the_text_of_the_mission(void **state)
{
    (void)state;
    struct mission told = mission_default;
    told.text = "name: told\n";
    tape_close(tape_kit_open(&told));
    mission_noted_is("name: told\n");
    told.text = NULL;
    tape_close(tape_kit_open(&told));
    mission_noted_is("");
}

static void damage(const char *sql)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(tape_cache, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void a_keyframe_that_cannot_be_read_costs_a_refold(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    put(t, part_of(t), 0, 5000);
    must(tape_commit(t, false, &err));
    tape_close(t);
    struct buf before = derived();
    damage("UPDATE lane SET state=x'00'");
    tape_close(tape_kit_open(&mission_default));
    struct buf after = derived();
    assert_same(&before, &after);
}

static void a_cache_with_invalid_rockets_is_refused(void **state)
{
    (void)state;
    struct tape *t = tape_kit_open(&mission_default);
    put(t, part_of(t), 0, 100);
    must(tape_commit(t, false, &err));
    tape_close(t);
    damage("UPDATE message SET rocket=77 WHERE seq=50");
    assert_int_equal(tape_open(&t, tape_cache, &mission_default, &err), ERR_CORRUPT);
    assert_non_null(strstr(err.text, "row 50 has an unknown rocket"));
    damage("UPDATE message SET rocket=-1 WHERE seq=50");
    assert_int_equal(tape_open(&t, tape_cache, &mission_default, &err), ERR_CORRUPT);
    damage("UPDATE rocket SET id=2000000000 WHERE id=1");
    assert_int_equal(tape_open(&t, tape_cache, &mission_default, &err), ERR_CORRUPT);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, tape_kit_make_dir, tape_kit_remove_dir)
    const struct CMUnitTest tests[] = {
        ROW(what_was_not_committed_is_read_again),
        ROW(the_state_is_the_same_wherever_the_recording_was_resumed),
        ROW(the_cache_is_the_same_however_often_it_was_interrupted),
        ROW(another_mission_refolds_everything),
        ROW(the_cache_has_the_text_of_the_mission),
        ROW(a_keyframe_that_cannot_be_read_costs_a_refold),
        ROW(a_cache_with_invalid_rockets_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
