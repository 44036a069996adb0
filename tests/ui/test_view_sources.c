/* test_view_sources.c: FLIGHTS and LINKS of a recorded flight: countdowns, silences, rates. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/writer.h"
#include "ui/screens/flights.h"
#include "view_kit.h"

static const struct flight_row *flight_row(const struct view *v, const char *name)
{
    for (int i = 0; i < flights_of(&v->scene)->count; i++)
        if (strcmp(flights_of(&v->scene)->rows[i].name, name) == 0)
            return &flights_of(&v->scene)->rows[i];
    fail_msg("no flight of %s", name);
    return NULL;
}

static void flights_shows_a_countdown_only_for_a_rocket_that_counts(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "6");
    const struct flight_row *numbers = flight_row(v, "F9-A");
    assert_true(numbers->open);
    assert_false(numbers->counting || numbers->flying);
    assert_int_equal(numbers->length_ms, (SECONDS - 1 - 3) * 1000);
    assert_true(flight_row(v, "(flugdaten)")->flying);
    close_view(v);
}

static void a_flight_of_text_alone_reports_no_silence(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "6/(flugdaten)\n");
    const struct flights_scene *f = flights_of(&v->scene);
    const struct flight_row *row = &f->rows[v->scene.place.lists[SCREEN_FLIGHTS].selected];
    assert_string_equal(row->name, "(flugdaten)");
    assert_true(row->silent_ms < 0);
    assert_null(strstr(f->summary, "no data"));
    close_view(v);
}

static void links_shows_rates_from_the_first_frame_on(void **state)
{
    struct view *v = open_launch();
    (void)state;
    press(v, "5");
    const struct part_row *row = &v->scene.links.rows[0];
    assert_float_equal(row->rate, 2.0, 0.11);
    view_gather(v, at(SECONDS + 3), 3000);
    assert_float_equal(row->rate, 1.54, 0.11); /* 20 in 13 s */
    view_gather(v, at(SECONDS + 6), 6000);
    assert_float_equal(row->rate, 0.0, 0.001);
    close_view(v);
}

/* LINKS over a cache that knows t/0 and holds nothing of it; the broker's offsets as given. */
static struct view *open_links_of_an_empty_cache(const char *cache, int64_t low, int64_t high)
{
    struct writer *w;
    struct store_part part;
    struct err err;
    assert_int_equal(writer_open(&w, cache, &err), 0);
    assert_int_equal(writer_begin(w, &err), 0);
    assert_int_equal(writer_part(w, "c", "t", 0, &part, &err), 0);
    part.low = low;
    part.high = high;
    assert_int_equal(writer_part_state(w, &part, &err), 0);
    assert_int_equal(writer_commit(w, true, &err), 0);
    writer_close(w);
    struct view *v = open_view_of(cache);
    press(v, "5");
    return v;
}

static void links_says_so_when_the_cache_holds_nothing(void **state)
{
    static const struct {
        int64_t low, high;
        const char *says;
    } held[] = {
        {0, 0, "the broker holds nothing, the cache nothing"},
        {0, 5, "the broker holds 0..4, the cache nothing"},
        {70, 80, "the broker holds 70..79, the cache nothing"},
    };
    char cache[64];
    (void)state;
    snprintf(cache, sizeof cache, "/tmp/view-empty.%ld.db", (long)getpid());
    for (size_t i = 0; i < ARRAY_SIZE(held); i++) {
        struct view *v = open_links_of_an_empty_cache(cache, held[i].low, held[i].high);
        assert_true(shows(v, held[i].says));
        close_view(v);
        recording_remove(cache);
    }
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flights_shows_a_countdown_only_for_a_rocket_that_counts),
        cmocka_unit_test(a_flight_of_text_alone_reports_no_silence),
        cmocka_unit_test(links_shows_rates_from_the_first_frame_on),
        cmocka_unit_test(links_says_so_when_the_cache_holds_nothing),
    };
    return cmocka_run_group_tests(tests, record_launch, remove_launch);
}
