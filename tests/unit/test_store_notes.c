/* test_store_notes.c: marks beside the cache, and the paths of what lies there. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/notes.h"
#include "store/paths.h"

static char dir[64], cache[96];
static struct notes *notes;
static struct err err;

static void must(int rc)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err.text);
}

static int begin(void **state)
{
    (void)state;
    notes = NULL;
    snprintf(dir, sizeof dir, "/tmp/ground-notes-XXXXXX");
    assert_non_null(mkdtemp(dir));
    snprintf(cache, sizeof cache, "%s/a.db", dir);
    return 0;
}

static int end(void **state)
{
    static const char *const suffixes[] = {"-notes", "-notes-wal", "-notes-shm"};
    (void)state;
    notes_close(notes);
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        char path[120];
        snprintf(path, sizeof path, "%s%s", cache, suffixes[i]);
        unlink(path);
    }
    return rmdir(dir);
}

static void mark(int64_t v_ms, int32_t rocket, const char *text)
{
    struct store_mark m = {.v_ms = v_ms, .made_ms = v_ms + 7, .rocket = rocket, .user = "anna"};
    snprintf(m.text, sizeof m.text, "%s", text);
    must(notes_add(notes, &m, &err));
}

static void four_marks(void)
{
    must(notes_open(&notes, cache, true, &err));
    mark(300, 1, "third");
    mark(100, 1, "first");
    mark(200, 2, "Second");
    mark(200, 1, "second again");
}

static void must_hold(int64_t t0, int64_t t1, int max, const char *const *texts, int count)
{
    struct store_mark *out = calloc((size_t)max, sizeof *out); /* ends where it does */
    assert_int_equal(notes_between(notes, t0, t1, out, max, &err), count);
    for (int i = 0; i < count; i++)
        assert_string_equal(out[i].text, texts[i]);
    free(out);
}

static void marks_are_listed_by_their_moment_and_the_newest_when_there_are_more(void **state)
{
    static const char *const all[] = {"first", "Second", "second again", "third"};
    (void)state;
    four_marks();
    must_hold(INT64_MIN, INT64_MAX, 10, all, 4);
    must_hold(INT64_MIN, INT64_MAX, 4, all, 4);
    must_hold(INT64_MIN, INT64_MAX, 2, all + 2, 2);
    must_hold(100, 200, 10, all, 3);
    must_hold(101, 200, 10, all + 1, 2);
    must_hold(201, 299, 10, all, 0);
}

static void a_mark_comes_back_as_it_was_made_to_who_only_reads(void **state)
{
    struct store_mark m;
    (void)state;
    assert_int_equal(notes_open(&notes, cache, false, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.text, "-notes"));
    notes = NULL;
    four_marks();
    notes_close(notes);
    must(notes_open(&notes, cache, false, &err));
    assert_int_equal(notes_between(notes, 300, 300, &m, 1, &err), 1);
    assert_int_equal(m.v_ms, 300);
    assert_int_equal(m.made_ms, 307);
    assert_int_equal(m.rocket, 1);
    assert_string_equal(m.user, "anna");
    assert_true(notes_add(notes, &m, &err) < 0);
}

static void a_step_goes_to_the_next_mark_on_either_side(void **state)
{
    int64_t v;
    (void)state;
    four_marks();
    assert_int_equal(notes_next(notes, 100, 1, &v, &err), 1);
    assert_int_equal(v, 200);
    assert_int_equal(notes_next(notes, 300, -1, &v, &err), 1);
    assert_int_equal(v, 200);
    assert_int_equal(notes_next(notes, 300, 1, &v, &err), 0);
    assert_int_equal(notes_next(notes, 100, -1, &v, &err), 0);
}

static void must_find(int32_t rocket, const char *text, bool newest, int64_t at)
{
    int64_t v = -1;
    assert_int_equal(notes_find(notes, 100, 250, rocket, text, newest, &v, &err), at >= 0);
    if (at >= 0)
        assert_int_equal(v, at);
}

static void marks_are_found_by_what_is_shown_of_them(void **state)
{
    (void)state;
    four_marks();
    must_find(0, "second", false, 200);
    must_find(0, "anna", false, 100);
    must_find(0, "ANNA", true, 200);
    must_find(2, "first", false, -1);
    must_find(2, "second", true, 200);
    must_find(0, "again", false, 200);
    must_find(2, "again", false, -1);
    must_find(0, "third", false, -1); /* outside the span */
}

/* ---- paths ---- */

static void a_path_may_be_as_long_as_its_buffer_less_one(void **state)
{
    char given[STORE_PATH_SIZE + 1], out[STORE_PATH_SIZE];
    (void)state;
    memset(given, 'x', sizeof given);
    given[STORE_PATH_SIZE - 6] = '\0';
    assert_int_equal(store_side_path(given, "-bell", out, &err), 0);
    assert_int_equal(strlen(out), STORE_PATH_SIZE - 1);
    given[STORE_PATH_SIZE - 6] = 'x';
    given[STORE_PATH_SIZE - 5] = '\0';
    assert_int_equal(store_side_path(given, "-bell", out, &err), ERR_TOO_BIG);
}

static void a_directory_is_made_with_its_parents_and_is_the_groups(void **state)
{
    char path[140], inner[120];
    struct stat st;
    (void)state;
    snprintf(inner, sizeof inner, "%s/b/c", dir);
    snprintf(path, sizeof path, "%s/a.db", inner);
    must(store_make_file(path, &err));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
    assert_int_equal(stat(inner, &st), 0);
    assert_int_equal(st.st_mode & 07777, 02750);
    must(store_make_file(path, &err)); /* is there: fine */
    assert_int_equal(chmod(inner, 0700), 0);
    must(store_make_directory(path, &err));
    assert_int_equal(stat(inner, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700); /* one that was there keeps its mode */
    unlink(path);
    rmdir(inner);
    inner[strlen(inner) - 2] = '\0';
    assert_int_equal(rmdir(inner), 0);
}

static void a_link_leads_to_the_cache_even_before_it_is_made(void **state)
{
    char link[120], out[STORE_PATH_SIZE], real[STORE_PATH_SIZE];
    (void)state;
    snprintf(link, sizeof link, "%s/link.db", dir);
    assert_int_equal(symlink("a.db", link), 0);
    must(store_cache_path(link, "demo", out, &err));
    assert_string_equal(out, cache);
    unlink(link);
    assert_int_equal(symlink(cache, link), 0);
    must(store_cache_path(link, "demo", out, &err));
    assert_string_equal(out, cache);
    must(store_make_file(cache, &err));
    must(store_cache_path(link, "demo", real, &err));
    assert_non_null(strstr(real, "/a.db"));
    unlink(cache);
    unlink(link);
}

static void the_default_path_is_in_the_users_data(void **state)
{
    char out[STORE_PATH_SIZE];
    (void)state;
    setenv("HOME", "/home/anna", 1);
    setenv("XDG_DATA_HOME", "/data", 1);
    must(store_default_path("demo", out, &err));
    assert_string_equal(out, "/data/ground/demo.db");
    setenv("XDG_DATA_HOME", "relative", 1); /* to be ignored, as its specification says */
    must(store_default_path("demo", out, &err));
    assert_string_equal(out, "/home/anna/.local/share/ground/demo.db");
    unsetenv("XDG_DATA_HOME");
    must(store_default_path("demo", out, &err));
    assert_string_equal(out, "/home/anna/.local/share/ground/demo.db");
    setenv("HOME", "", 1);
    assert_int_equal(store_default_path("demo", out, &err), ERR_NOT_FOUND);
    unsetenv("HOME");
    assert_int_equal(store_default_path("demo", out, &err), ERR_NOT_FOUND);
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(marks_are_listed_by_their_moment_and_the_newest_when_there_are_more),
        ROW(a_mark_comes_back_as_it_was_made_to_who_only_reads),
        ROW(a_step_goes_to_the_next_mark_on_either_side),
        ROW(marks_are_found_by_what_is_shown_of_them),
        ROW(a_path_may_be_as_long_as_its_buffer_less_one),
        ROW(a_directory_is_made_with_its_parents_and_is_the_groups),
        ROW(a_link_leads_to_the_cache_even_before_it_is_made),
        ROW(the_default_path_is_in_the_users_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
