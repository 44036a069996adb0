/* test_hidden.c: whatever a list does not show is counted, on every screen, at every size. */
#include "test.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "scene_fixture.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/panes/parts.h"
#include "ui/render.h"
#include "ui/screens/flights.h"

static const struct {
    int rows, cols;
} sizes[] = {{12, 40}, {24, 80}, {40, 120}, {48, 160}, {60, 200}};
enum { SMALL_COL = 3 }; /* where names stand below 80x24 */
static const int counts[] = {1, 6, 7, 8, 13, 14, 26, 27, 39, 40, 100};

/* In ASCII, where a column is a byte. */
static void draw(const struct scene *s, int rows, int cols, struct buf *out)
{
    struct canvas canvas;
    canvas_init(&canvas, rows, cols, true);
    layout_draw(s, &canvas);
    render_rows(&canvas, "", out);
    canvas_deinit(&canvas);
}

struct seen {
    int shown, hidden; /* rows of the list, and how many it says are out of sight */
};

/* The number before the words, 0 without them. */
static int number_before(const char *line, const char *words)
{
    const char *at = strstr(line, words);
    if (at == NULL)
        return 0;
    while (at > line && at[-1] >= '0' && at[-1] <= '9')
        at--;
    return atoi(at);
}

/* Rows with "name" and three digits at `col`, in the left tile; what is said of the others. */
static struct seen look(const struct scene *s, int rows, int cols, int col, const char *name)
{
    struct buf frame = {0};
    struct seen seen = {0};
    char line[600];
    draw(s, rows, cols, &frame);
    for (const char *at = buf_text(&frame); *at != '\0'; at += strcspn(at, "\n") + 1) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(at, "\n"), at);
        line[cols > 160 ? 80 : cols / (cols >= 160 ? 2 : 1)] = '\0';
        bool is_row = (int)strlen(line) > col && strncmp(line + col, name, strlen(name)) == 0 &&
                      line[col + (int)strlen(name)] >= '0' && line[col + (int)strlen(name)] <= '9';
        if (s->place.screen ==
            SCREEN_FLIGHTS) /* the selected one stands below the list once more */
            is_row = is_row && strncmp(line + 13, "1970-", 5) == 0;
        seen.shown += is_row;
        if (is_row || strstr(line, "newer") != NULL)
            continue;
        seen.hidden += number_before(line, " more above") + number_before(line, " more below") +
                       number_before(line, " above, ");
        if (strstr(line, " above, ") != NULL)
            seen.hidden += number_before(line, " below");
    }
    buf_deinit(&frame);
    return seen;
}

static struct scene *new_scene(enum screen_id screen)
{
    struct scene *s = mem_zero(1, sizeof *s);
    scene_init(s);
    fixture_fleet(s);
    s->place.screen = screen;
    s->fleet_count = s->links.count = flights_of(s)->count = s->event_count = 0;
    return s;
}

static void free_scene(struct scene *s)
{
    scene_deinit(s);
    free(s);
}

/* Fills the list with `count` rows and selects one. */
typedef void fill_fn(struct scene *s, int count, int selected, int rows, int cols);

static void show_list(struct scene *s, enum screen_id screen, int count, int selected, int rows,
                      int cols)
{
    struct list *list = &s->place.lists[screen];
    *list = (struct list){.selected = selected};
    list_show(list, count, layout_room(s, screen, rows, cols));
}

static void fill_fleet(struct scene *s, int count, int selected, int rows, int cols)
{
    free(s->fleet);
    s->fleet = mem_zero((size_t)count, sizeof *s->fleet);
    s->fleet_count = count;
    for (int i = 0; i < count; i++) {
        s->fleet[i] = (struct fleet_row){.id = i + 1, .flag = ' ', .state = STATE_OK};
        snprintf(s->fleet[i].name, sizeof s->fleet[i].name, "R%03d", i);
    }
    s->place.rocket = selected + 1;
    show_list(s, SCREEN_FLEET, count, selected, rows, cols);
}

static void fill_links(struct scene *s, int count, int selected, int rows, int cols)
{
    s->links.count = count;
    for (int i = 0; i < count; i++) {
        s->links.rows[i] = (struct part_row){.id = i + 1, .lamp = STATE_OK};
        snprintf(s->links.rows[i].name, sizeof s->links.rows[i].name, "P%03d/0", i);
    }
    show_list(s, SCREEN_LINKS, count, selected, rows, cols);
}

static void fill_flights(struct scene *s, int count, int selected, int rows, int cols)
{
    flights_of(s)->count = count;
    for (int i = 0; i < count; i++) {
        flights_of(s)->rows[i] = (struct flight_row){.id = i + 1};
        snprintf(flights_of(s)->rows[i].name, sizeof flights_of(s)->rows[i].name, "F%03d", i);
    }
    show_list(s, SCREEN_FLIGHTS, count, selected, rows, cols);
}

static void fill_channels(struct scene *s, int count, int selected, int rows, int cols)
{
    struct rocket_scene *r = &s->rocket;
    *r = (struct rocket_scene){.known = true, .line0_ms = FLIGHT_NO_TIME, .chart_count = 2};
    r->channel_count = count;
    for (int i = 0; i < count; i++) {
        r->channels[i] = (struct channel_row){.shown = {.state = STATE_OK}};
        snprintf(r->channels[i].shown.label, sizeof r->channels[i].shown.label, "C%03d", i);
    }
    show_list(s, SCREEN_ROCKET, count, selected, rows, cols);
}

static void every_row_is_shown_or_counted(enum screen_id screen, fill_fn *fill, const char *name,
                                          int col, int most)
{
    for (size_t size = screen == SCREEN_FLEET ? 0 : 1; size < ARRAY_SIZE(sizes); size++)
        for (size_t i = 0; i < ARRAY_SIZE(counts); i++)
            for (int third = 0; third < 3; third++) {
                int rows = sizes[size].rows, cols = sizes[size].cols;
                int count = counts[i] < most ? counts[i] : most;
                struct scene *s = new_scene(screen);
                fill(s, count, (count - 1) * third / 2, rows, cols);
                struct seen seen = look(s, rows, cols, rows < 24 ? SMALL_COL : col, name);
                if (seen.shown == 0 || seen.shown + seen.hidden != count)
                    fail_msg("%d %s at %dx%d: %d shown, %d counted", count, name, cols, rows,
                             seen.shown, seen.hidden);
                free_scene(s);
            }
}

static void every_rocket_is_shown_or_counted(void **state)
{
    (void)state;
    every_row_is_shown_or_counted(SCREEN_FLEET, fill_fleet, "R", 4, 1000);
}

static void every_partition_is_shown_or_counted(void **state)
{
    (void)state;
    every_row_is_shown_or_counted(SCREEN_LINKS, fill_links, "P", 3, 1000);
}

static void every_flight_is_shown_or_counted(void **state)
{
    (void)state;
    every_row_is_shown_or_counted(SCREEN_FLIGHTS, fill_flights, "F", 1, 1000);
}

static void every_channel_is_shown_or_counted(void **state)
{
    (void)state;
    every_row_is_shown_or_counted(SCREEN_ROCKET, fill_channels, "C", 3, ROCKET_MAX_CHANNELS);
}

static void a_wall_shows_39_rockets(void **state)
{
    struct scene *s = new_scene(SCREEN_FLEET);
    (void)state;
    fill_fleet(s, 39, 0, 48, 160);
    assert_int_equal(look(s, 48, 160, 4, "R").shown, 39);
    free_scene(s);
}

static bool draws(const struct scene *s, int rows, int cols, const char *text)
{
    struct buf frame = {0};
    draw(s, rows, cols, &frame);
    bool found = strstr(buf_text(&frame), text) != NULL;
    buf_deinit(&frame);
    return found;
}

static void what_no_list_keeps_is_counted_too(void **state)
{
    struct scene *s = new_scene(SCREEN_FLIGHTS);
    (void)state;
    fill_flights(s, 3, 0, 24, 80);
    flights_of(s)->older = 1234;
    assert_true(draws(s, 24, 80, " 1234 older: ground flights"));
    s->place.screen = SCREEN_LINKS;
    fill_links(s, 1, 0, 24, 80);
    s->links.gap_count = 8;
    s->links.gaps_all = 3000;
    assert_true(draws(s, 24, 80, " 2998 more"));
    s->fleet_count = 2;
    for (int i = 0; i < 2; i++) {
        s->fleet[i] = (struct fleet_row){.not_followed = 12};
        strcpy(s->fleet[i].name, "KESTREL-1");
        strcpy(s->fleet[i].not_followed_names, "a65, a66, ...");
    }
    assert_true(draws(s, 24, 80, " numbers  KESTREL-1 (1 more): 12 not followed: a65, a66, ..."));
    s->fleet_count = 0;
    s->place.screen = SCREEN_ROCKET;
    fill_channels(s, 64, 0, 24, 80);
    s->rocket.head.not_followed = 36;
    strcpy(s->rocket.head.not_followed_names, "a65, a66, ...");
    assert_true(draws(s, 24, 80, "more below, 36 not followed: a65"));
    fill_channels(s, 1, 0, 24, 80);
    strcpy(s->rocket.channels[0].shown.value.text, "DROGUE");
    s->rocket.channels[0].shown.value.stale = true;
    assert_true(draws(s, 24, 80, " C000        DROGUE? "));
    s->place.screen = SCREEN_CONSOLE;
    s->console.at = 1000000;
    s->console.total = 10000000;
    s->console.newer = 8999987;
    assert_true(draws(s, 24, 80, "  8999987 newer "));
    s->place.screen = SCREEN_FLEET;
    s->have_rocket = false;
    s->fleet_count = 4;
    s->topics_more = 7;
    assert_true(draws(s, 24, 80, "7 more topics"));
    free_scene(s);
}

int main(void)
{
    setlocale(LC_ALL, "");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rocket_is_shown_or_counted),
        cmocka_unit_test(every_partition_is_shown_or_counted),
        cmocka_unit_test(every_flight_is_shown_or_counted),
        cmocka_unit_test(every_channel_is_shown_or_counted),
        cmocka_unit_test(a_wall_shows_39_rockets),
        cmocka_unit_test(what_no_list_keeps_is_counted_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
