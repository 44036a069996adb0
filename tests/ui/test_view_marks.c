/* test_view_marks.c: people's marks among the events of a recording: in lists of any size, as
 * edges, on bars; and notes that are not there, come later, or are lost. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "demo_mission.h"
#include "ui/gather.h"
#include "ui/marks.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

static char path[64], notes_path[80];

/* K counts from the first second on, and has a new phase every ten; another begins at 8. */
static int make_recording(void **state)
{
    struct recording r;
    char value[80];
    (void)state;
    snprintf(path, sizeof path, "/tmp/view-marks-test.%ld.db", (long)getpid());
    snprintf(notes_path, sizeof notes_path, "%s-notes", path);
    recording_begin(&r, path, &mission_demo);
    for (int s = 1; s < SECONDS; s++) {
        snprintf(value, sizeof value, "{\"velocity\": %d}", s);
        if (s % 10 == 0 && s < 50)
            snprintf(value, sizeof value, "{\"velocity\": 1, \"phase\": \"leg %d\"}", s);
        recording_say(&r, "K", at(s), at(s), value);
        if (s >= 8)
            recording_say(&r, "L", at(s), at(s), "{\"velocity\": 1}");
    }
    recording_beat(&r, at(SECONDS), LINK_OK);
    recording_end(&r);
    return 0;
}

static int remove_recording(void **state)
{
    (void)state;
    recording_remove(path);
    clock_fake(-1, 0);
    return 0;
}

static void mark(int second, int32_t rocket)
{
    struct err err = {0};
    struct notes *notes;
    struct store_mark m = {.v_ms = at(second), .made_ms = at(second), .rocket = rocket};
    snprintf(m.user, sizeof m.user, "op");
    snprintf(m.text, sizeof m.text, "at %d", second);
    assert_int_equal(notes_open(&notes, path, true, &err), 0);
    assert_int_equal(notes_add(notes, &m, &err), 0);
    notes_close(notes);
}

static int remove_notes(void **state)
{
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[100];
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        snprintf(name, sizeof name, "%s%s", notes_path, suffixes[i]);
        unlink(name);
    }
    return 0;
}

/* Two before all of it, one after it; one at the moment of a phase. */
static const int marked[] = {0, 5, 15, 20, 35, SECONDS, SECONDS + 1};

static struct view *open_marked(void)
{
    for (size_t i = 0; i < ARRAY_SIZE(marked); i++)
        mark(marked[i], i % 2 == 0 ? 1 : 2);
    return open_view_of(path);
}

/* ---- lists --------------------------------------------------------------------------------- */

static const struct line {
    char kind;
    int second;
} lines[] = {{'m', 0},  {'m', 5},  {'e', 10}, {'m', 15}, {'e', 20},
             {'m', 20}, {'e', 30}, {'m', 35}, {'e', 40}, {'m', SECONDS}};

static void add_line(char *out, size_t size, char kind, int64_t second)
{
    size_t n = strlen(out);
    snprintf(out + n, size - n, "%c%lld ", kind, (long long)second);
}

static void expect_lines(struct view *v, int from, int to, int max, bool oldest)
{
    struct event_row rows[ARRAY_SIZE(lines) + 2];
    struct event_rows list = {.rows = rows, .max = max, .oldest = oldest};
    char got[200] = "", want[200] = "";
    int first = 0, count = 0;
    while (first < (int)ARRAY_SIZE(lines) && lines[first].second < from)
        first++;
    while (first + count < (int)ARRAY_SIZE(lines) && lines[first + count].second <= to)
        count++;
    if (count > max && !oldest)
        first += count - max;
    for (int i = first; i < first + (count < max ? count : max); i++)
        add_line(want, sizeof want, lines[i].kind, lines[i].second);
    gather_event_rows(v->gather, at(from), at(to), &list);
    for (int i = 0; i < list.count; i++)
        add_line(got, sizeof got, rows[i].kind == EVENT_MARK ? 'm' : 'e',
                 (rows[i].v_ms - at(0)) / 1000);
    if (strcmp(got, want) != 0)
        fail_msg("%d..%d, %d %s: \"%s\", not \"%s\"", from, to, max, oldest ? "oldest" : "newest",
                 got, want);
}

static void a_list_of_any_length_has_the_marks_in_their_places(void **state)
{
    static const int from[] = {-1, 0, 5, 6, 20, 21}, to[] = {19, 20, 35, 36, SECONDS, SECONDS + 9};
    (void)state;
    struct view *v = open_marked();
    for (size_t i = 0; i < ARRAY_SIZE(from) * ARRAY_SIZE(to); i++)
        for (int max = 1; max <= (int)ARRAY_SIZE(lines) + 1; max++) {
            expect_lines(v, from[i / ARRAY_SIZE(to)], to[i % ARRAY_SIZE(to)], max, false);
            expect_lines(v, from[i / ARRAY_SIZE(to)], to[i % ARRAY_SIZE(to)], max, true);
        }
    close_view(v);
}

static int marks_listed(const struct view *v, int *first)
{
    int count = 0;
    for (int i = v->scene.event_count - 1; i >= 0; i--)
        if (v->scene.events[i].kind == EVENT_MARK) {
            count++;
            *first = (int)((v->scene.events[i].v_ms - at(0)) / 1000);
        }
    return count;
}

static void a_mark_is_listed_from_its_moment_on_and_within_the_flight_that_is_replayed(void **state)
{
    char said[80];
    struct err err = {0};
    int first;
    (void)state;
    struct view *v = open_marked();
    assert_int_equal(marks_listed(v, &first), 6);
    assert_int_equal(playhead_seek(v->playhead, at(35) - 1, said, &err), 0);
    look(v);
    assert_int_equal(marks_listed(v, &first), 4);
    assert_int_equal(playhead_seek(v->playhead, at(35), said, &err), 0);
    look(v);
    assert_int_equal(marks_listed(v, &first), 5);
    assert_int_equal(first, 0);
    press(v, "6/L\n\n");
    assert_int_equal(playhead_seek(v->playhead, at(40), said, &err), 0);
    look(v);
    assert_int_equal(v->scene.transport.bar0_ms, at(8));
    assert_int_equal(marks_listed(v, &first), 3);
    assert_int_equal(first, 15); /* not what was marked before it began */
    close_view(v);
}

static void a_mark_says_who_and_of_which_rocket_and_when_by_its_clock(void **state)
{
    (void)state;
    mark(30, 2);
    mark(31, 0);
    struct view *v = open_view_of(path);
    const struct event_row *all = v->scene.events + v->scene.event_count;
    const struct event_row *of_l = NULL, *of_all = NULL;
    for (const struct event_row *row = v->scene.events; row < all; row++) {
        of_l = row->kind == EVENT_MARK && row->rocket == 2 ? row : of_l;
        of_all = row->kind == EVENT_MARK && row->rocket == 0 ? row : of_all;
    }
    assert_non_null(of_l);
    assert_non_null(of_all);
    assert_string_equal(of_l->name, "L");
    assert_string_equal(of_l->text, "op: \"at 30\"");
    assert_int_equal(of_l->clock_ms, rocket_mission_ms(gather_rocket_shown(v->gather, 2), at(30)));
    assert_string_equal(of_all->name, "(link)");
    assert_int_equal(of_all->clock_ms, FLIGHT_NO_TIME);
    close_view(v);
}

static void a_flight_counts_its_rockets_marks_among_the_last_fifty(void **state)
{
    (void)state;
    for (int i = 0; i < 30; i++)
        mark(10 + i, 1);
    for (int i = 0; i < 30; i++)
        mark(10 + i, i % 3);
    struct view *v = open_view_of(path);
    press(v, "6");
    const struct flights_scene *flights = flights_of(&v->scene);
    assert_int_equal(flights->count, 2);
    for (int i = 0; i < 2; i++) {
        const struct flight_row *row = &flights->rows[i];
        assert_int_equal(row->marks, row->rocket == 1 ? 33 : 9);
    }
    close_view(v);
}

/* ---- edges, bars --------------------------------------------------------------------------- */

static void brackets_stop_at_marks_and_events_within_the_bar(void **state)
{
    static const int stops[] = {5, 10, 15, 20, 30, 35, 40, SECONDS};
    char said[80];
    struct err err = {0};
    (void)state;
    struct view *v = open_marked();
    assert_int_equal(playhead_seek(v->playhead, at(1), said, &err), 0);
    press(v, "  ");
    press(v, " ");
    assert_int_equal(v->scene.transport.play, PLAY_PAUSED);
    for (int i = 0; i < (int)ARRAY_SIZE(stops) - 1; i++) {
        press(v, "]");
        assert_int_equal((v->scene.at_ms - at(0)) / 1000, stops[i]);
    }
    for (int i = (int)ARRAY_SIZE(stops) - 3; i >= 0; i--) {
        press(v, "[");
        assert_int_equal((v->scene.at_ms - at(0)) / 1000, stops[i]);
    }
    press(v, "["); /* the mark at 0 lies before all that was recorded */
    assert_true(v->scene.at_ms >= v->scene.transport.bar0_ms);
    close_view(v);
}

static void brackets_stop_at_a_mark_at_either_end_of_the_bar_and_at_none_beyond(void **state)
{
    char said[80];
    struct err err = {0};
    (void)state;
    mark(0, 1);
    mark(1, 1);
    mark(SECONDS, 1);
    mark(SECONDS + 1, 1);
    struct view *v = open_view_of(path);
    assert_int_equal(playhead_seek(v->playhead, at(41), said, &err), 0);
    press(v, "]");
    assert_int_equal(v->scene.at_ms, at(SECONDS));
    press(v, "]");
    assert_int_equal(v->scene.at_ms, at(SECONDS));
    assert_string_equal(v->said, "at the live edge");
    assert_int_equal(playhead_seek(v->playhead, at(10), said, &err), 0);
    press(v, "[");
    assert_int_equal(v->scene.at_ms, at(1));
    press(v, "[");
    assert_int_equal(v->scene.at_ms, at(1));
    assert_string_equal(v->said, "no event before");
    close_view(v);
}

static int marks_on(const struct bar *bar)
{
    int count = 0;
    for (int i = 0; i < bar->count; i++)
        count += bar->marks[i].kind == BAR_MARK;
    return count;
}

static void a_bar_has_the_marks_of_its_rocket_or_all(void **state)
{
    (void)state;
    struct view *v = open_marked();
    struct bar bar;
    gather_bar(v->gather, &bar, at(0), at(SECONDS), 0);
    assert_int_equal(marks_on(&bar), 6);
    gather_bar(v->gather, &bar, at(0), at(SECONDS), 1);
    assert_int_equal(marks_on(&bar), 3);
    gather_bar(v->gather, &bar, at(5), at(20), 2);
    assert_int_equal(marks_on(&bar), 2);
    for (int i = 0; i < bar.count; i++)
        if (bar.marks[i].kind == BAR_MARK)
            assert_int_equal(bar.marks[i].t0_ms, bar.marks[i].t1_ms);
    gather_bar(v->gather, &bar, FLIGHT_NO_TIME, FLIGHT_NO_TIME, 0);
    assert_int_equal(bar.count, 0);
    bar.count = SCENE_MAX_MARKS; /* full */
    bar.t0_ms = at(0);
    bar.t1_ms = at(SECONDS);
    marks_gather_bar(v->gather, &bar, 0);
    assert_int_equal(bar.count, SCENE_MAX_MARKS);
    close_view(v);
}

/* ---- the notes beside a cache --------------------------------------------------------------- */

static void a_mark_is_of_the_moment_and_the_rocket_shown(void **state)
{
    struct store_mark all[3];
    struct err err = {0};
    (void)state;
    struct view *v = open_view_of(path);
    snprintf(v->user, sizeof v->user, "op");
    press(v, "/L\n <<mtwo seconds\033\n");
    assert_string_equal(v->said, ""); /* it was left, not entered */
    press(v, "1/L\n");
    int32_t rocket = v->place.rocket;
    press(v, "mtwo \xff seconds\n");
    assert_string_equal(v->said, "marked");
    assert_int_equal(notes_between(v->marks->notes, INT64_MIN, INT64_MAX, all, 3, &err), 1);
    assert_int_equal(all[0].v_ms, at(SECONDS - 2));
    assert_int_equal(all[0].made_ms, at(SECONDS));
    assert_int_equal(all[0].rocket, rocket);
    assert_string_equal(all[0].user, "op");
    assert_memory_equal(all[0].text, "two ", 4);
    close_view(v);
}

static void notes_of_others_are_looked_for_every_two_seconds(void **state)
{
    int first;
    (void)state;
    struct view *v = open_view_of(path); /* looked, and there are none */
    mark(35, 1);
    view_gather(v, at(SECONDS) + 1999, 0);
    assert_int_equal(marks_listed(v, &first), 0);
    view_gather(v, at(SECONDS) + 2000, 0);
    assert_int_equal(marks_listed(v, &first), 1);
    close_view(v);
}

static void without_a_cache_there_is_nothing_to_look_for(void **state)
{
    (void)state;
    int first;
    mark(35, 1);
    struct view *v = open_view_of(path);
    notes_close(v->marks->notes);
    v->marks->notes = NULL;
    v->marks->looked_ms = 0;
    v->cache = NULL;
    look(v);
    assert_int_equal(marks_listed(v, &first), 0);
    close_view(v);
}

static void a_mark_that_cannot_be_written_says_why(void **state)
{
    (void)state;
    struct view *v = open_view_of(path);
    assert_int_equal(mkdir(notes_path, 0700), 0);
    press(v, "mlost\n");
    assert_non_null(strstr(v->said, notes_path));
    assert_null(v->marks->notes);
    assert_int_equal(rmdir(notes_path), 0);
    press(v, "mkept\n");
    assert_string_equal(v->said, "marked");
    close_view(v);
}

static void notes_that_are_removed_are_let_go_and_made_again(void **state)
{
    (void)state;
    int first;
    struct view *v = open_view_of(path);
    press(v, "mone\n");
    assert_int_equal(marks_listed(v, &first), 1);
    remove_notes(NULL);
    v->said[0] = '\0';
    look(v);
    assert_string_not_equal(v->said, "");
    assert_int_equal(marks_listed(v, &first), 0);
    assert_null(v->marks->notes);
    press(v, "mtwo\n");
    assert_string_equal(v->said, "marked");
    assert_int_equal(marks_listed(v, &first), 1);
    press(v, "mthree");
    remove_notes(NULL);
    view_key(v, KEYCODE_ENTER); /* the write meets it first */
    assert_string_not_equal(v->said, "marked");
    assert_false(v->marks->writes);
    assert_null(v->marks->notes);
    close_view(v);
}

int main(void)
{
#define T(f) cmocka_unit_test_teardown(f, remove_notes)
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        T(a_list_of_any_length_has_the_marks_in_their_places),
        T(a_mark_is_listed_from_its_moment_on_and_within_the_flight_that_is_replayed),
        T(a_flight_counts_its_rockets_marks_among_the_last_fifty),
        T(a_mark_says_who_and_of_which_rocket_and_when_by_its_clock),
        T(brackets_stop_at_marks_and_events_within_the_bar),
        T(brackets_stop_at_a_mark_at_either_end_of_the_bar_and_at_none_beyond),
        T(a_bar_has_the_marks_of_its_rocket_or_all),
        T(a_mark_is_of_the_moment_and_the_rocket_shown),
        T(notes_of_others_are_looked_for_every_two_seconds),
        T(without_a_cache_there_is_nothing_to_look_for),
        T(a_mark_that_cannot_be_written_says_why),
        T(notes_that_are_removed_are_let_go_and_made_again),
    };
    return cmocka_run_group_tests(tests, make_recording, remove_recording);
}
