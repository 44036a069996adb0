/* cmd_flights.c: `ground flights`: lists past flights, newest first, as the screen FLIGHTS does. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/cache_mission.h"
#include "cmd/commands.h"
#include "cmd/find_flight.h"
#include "flight/show.h"
#include "playhead/playhead.h"
#include "store/paths.h"

enum { FLIGHTS_MAX = 100000, FLIGHTS_STEP = 256 };

struct flights_options {
    const char *cache, *mission, *format;
};

#define FIELD(name) offsetof(struct flights_options, name)
static const struct option_row rows[] = {
    {"cache", 0, OPTION_TEXT, FIELD(cache), "FILE", "cache file to read", 0, 0},
    {"mission", 0, OPTION_TEXT, FIELD(mission), "FILE", "mission whose cache is read", 0, 0},
    {"format", 0, OPTION_TEXT, FIELD(format), "FORM", "table or json (default: table)", 0, 0},
};
static const struct option_table table = {
    "ground flights", NULL, "list past flights, newest first", rows, ARRAY_SIZE(rows),
};

struct flight_list {
    struct playhead *playhead;
    struct store_flight *flights;
    int count;
};

static const char *const sources[] = {
    [SOURCE_NONE] = "", [SOURCE_SIM] = "SIM", [SOURCE_REC] = "REC"};

static const char *source_word(int32_t source)
{
    return source >= 0 && (size_t)source < ARRAY_SIZE(sources) ? sources[source] : "";
}

static void title_of(const struct flight_list *list, int32_t id, char out[ROCKET_TITLE_SIZE])
{
    const struct store_rocket none = {.name = bytes_of("?")};
    const struct store_rocket *row = playhead_rocket(list->playhead, id);
    find_flight_title(row != NULL ? row : &none, out);
}

static void print_table(const struct flight_list *list)
{
    if (list->count == 0) {
        fputs("no flights recorded yet\n", stderr);
        return;
    }
    printf("%6s %-24s %-17s %-9s %-9s %9s %9s %s\n", "FLIGHT", "ROCKET", "START (UTC)", "LENGTH",
           "OUTCOME", "MESSAGES", "SILENT", "SRC");
    for (int i = 0; i < list->count; i++) {
        const struct store_flight *f = &list->flights[i];
        char title[ROCKET_TITLE_SIZE], cut[ROCKET_TITLE_SIZE], start[32], length[16], silent[16];
        title_of(list, f->rocket, title);
        text_cut_middle(title, 24, false, cut, sizeof(cut));
        show_utc(f->v0_ms, SHOW_DATE_TIME, start);
        show_length(f->v1_ms - f->v0_ms, length);
        show_length(f->silent_ms, silent);
        printf("%6lld %s%*s %.16s  %-9s %-9s %9lld %9s %s\n", (long long)f->id, cut,
               24 - text_columns(cut), "", start, length, f->outcome, (long long)f->messages,
               silent, source_word(f->source));
    }
}

static json_t *time_or_null(int64_t t_ms)
{
    char iso[32];
    if (t_ms == STORE_NO_TIME)
        return json_null();
    show_utc(t_ms, SHOW_ISO, iso);
    return json_string(iso);
}

static json_t *flight_json(const struct flight_list *list, const struct store_flight *f)
{
    char title[ROCKET_TITLE_SIZE];
    title_of(list, f->rocket, title);
    return json_pack("{s:I, s:s, s:i, s:o, s:o, s:o, s:I, s:s, s:I, s:I, s:s}", "id",
                     (json_int_t)f->id, "rocket", title, "number", f->number, "start",
                     time_or_null(f->v0_ms), "end", time_or_null(f->v1_ms), "t_zero",
                     time_or_null(f->t_zero_ms), "length_ms", (json_int_t)(f->v1_ms - f->v0_ms),
                     "outcome", f->outcome, "messages", (json_int_t)f->messages, "silent_ms",
                     (json_int_t)f->silent_ms, "source", source_word(f->source));
}

static void print_json(const struct flight_list *list)
{
    json_t *all = json_array();
    for (int i = 0; i < list->count; i++)
        json_array_append_new(all, flight_json(list, &list->flights[i]));
    json_dumpf(all, stdout, JSON_INDENT(1));
    putchar('\n');
    json_decref(all);
}

/* All flights, however many there are. */
static int read_flights(struct flight_list *list, struct err *err)
{
    for (int most = FLIGHTS_STEP; most <= FLIGHTS_MAX; most *= 4) {
        list->flights = mem_grow(list->flights, (size_t)most, sizeof(*list->flights));
        list->count = playhead_flights(list->playhead, list->flights, most, err);
        if (list->count < most)
            break;
    }
    return list->count < 0 ? list->count : 0;
}

/* Feeds are not rockets, and what they send is not a flight. */
static void leave_out_feeds(struct flight_list *list, const struct mission *mission)
{
    int kept = 0;
    for (int i = 0; i < list->count; i++) {
        char name[ROCKET_NAME_SIZE] = "";
        const struct store_rocket *row = playhead_rocket(list->playhead, list->flights[i].rocket);
        if (row != NULL)
            text_clean(row->name, TEXT_ANY_WIDTH, name, sizeof(name));
        if (!mission_is_feed(mission, name))
            list->flights[kept++] = list->flights[i];
    }
    list->count = kept;
}

static int list_flights(const struct flights_options *o, struct err *err)
{
    char cache[STORE_PATH_SIZE];
    struct flight_list list = {0};
    struct chosen_mission chosen;
    bool json = strcmp(o->format, "json") == 0;
    if (!json && strcmp(o->format, "table") != 0)
        return err_set(err, ERR_USAGE, "--format takes table or json, not \"%s\"", o->format);
    int rc = mission_choose(&chosen, o->mission, o->cache, err);
    if (rc == 0)
        rc = store_cache_path(o->cache, chosen.name, cache, err);
    if (rc == 0)
        rc = playhead_open(&list.playhead, cache, chosen.mission, clock_wall_ms(), err);
    if (rc == 0)
        rc = read_flights(&list, err);
    if (rc == 0)
        leave_out_feeds(&list, chosen.mission);
    if (rc == 0 && json)
        print_json(&list);
    else if (rc == 0)
        print_table(&list);
    playhead_close(list.playhead);
    free(list.flights);
    return rc;
}

int cmd_flights(int argc, char **argv)
{
    struct flights_options o = {.format = "table"};
    struct err err;
    int rc = options_parse(&table, argc, argv, &o, NULL, &err);
    if (rc == OPTIONS_OK)
        rc = list_flights(&o, &err);
    return command_end(&table, rc, &err);
}
