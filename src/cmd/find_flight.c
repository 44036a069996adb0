/* find_flight.c: tries a number, then the rocket that matches best, then a start time. */
#include "cmd/find_flight.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "flight/show.h"

enum { FLIGHTS_MAX = 10000, DATE_LENGTH = 10 };

void find_flight_title(const struct store_rocket *row, char out[ROCKET_TITLE_SIZE])
{
    struct rocket *r = rocket_new();
    rocket_init(r, row->id, row->name, row->keyless);
    rocket_title(r, out);
    rocket_free(r);
}

enum match { MATCH_NONE, MATCH_TOPIC, MATCH_KEY, MATCH_TITLE };

struct flight_search {
    const char *text;
    enum match best;
    int32_t rocket; /* 0: none */
};

static enum match match_rocket(const char *text, const struct store_rocket *row)
{
    char title[ROCKET_TITLE_SIZE];
    find_flight_title(row, title);
    if (strcmp(title, text) == 0)
        return MATCH_TITLE;
    if (!bytes_equal(row->name, bytes_of(text)))
        return MATCH_NONE;
    return row->keyless ? MATCH_TOPIC : MATCH_KEY;
}

static int keep_best(void *owner, const struct store_rocket *row)
{
    struct flight_search *search = owner;
    enum match match = match_rocket(search->text, row);
    if (match > search->best) {
        search->best = match;
        search->rocket = row->id;
    }
    return match == MATCH_TITLE;
}

/* "A, B, C", cut to what a sentence holds. */
static int list_title(void *owner, const struct store_rocket *row)
{
    struct buf *list = owner;
    char title[ROCKET_TITLE_SIZE];
    find_flight_title(row, title);
    buf_printf(list, "%s%s", list->len == 0 ? "" : ", ", title);
    return list->len > 200;
}

int find_rocket(struct reader *r, const char *text, int32_t *rocket, struct err *err)
{
    struct flight_search search = {.text = text};
    int rc = reader_rockets(r, 0, keep_best, &search, err);
    *rocket = search.rocket;
    if (rc < 0 || search.rocket != 0)
        return rc < 0 ? rc : 0;
    struct buf list = {0};
    reader_rockets(r, 0, list_title, &list, NULL);
    rc = err_set(err, ERR_NOT_FOUND, "no rocket \"%.60s\" in this cache; it has %.200s", text,
                 list.len > 0 ? buf_text(&list) : "none");
    buf_deinit(&list);
    return rc;
}

/* Whether a flight's start, written out, begins with `text`. */
static bool began(const struct store_flight *f, const char *text)
{
    char start[32];
    size_t len = strlen(text);
    if (len > 0 && text[len - 1] == 'Z' && len < 21)
        len--; /* without the milliseconds */
    show_utc(f->v0_ms, SHOW_ISO, start);
    if (len < DATE_LENGTH || len > strlen(start))
        return false;
    bool a_space = len > DATE_LENGTH && text[DATE_LENGTH] == ' ';
    if (a_space)
        start[DATE_LENGTH] = ' ';
    return strncmp(start, text, len) == 0;
}

static int find_start(struct reader *r, const char *text, struct store_flight *out, struct err *err)
{
    struct store_flight *flights = mem_zero(FLIGHTS_MAX, sizeof *flights);
    int count = reader_flights(r, 0, flights, FLIGHTS_MAX, err), matches = 0;
    for (int i = 0; i < count; i++)
        if (began(&flights[i], text)) {
            *out = flights[i];
            matches++;
        }
    free(flights);
    if (count < 0)
        return count;
    if (matches == 1)
        return 0;
    return matches == 0
               ? err_set(err, ERR_NOT_FOUND,
                         "no flight or rocket \"%s\" in this cache; `ground flights` lists them",
                         text)
               : err_set(err, ERR_NOT_FOUND,
                         "%d flights began on %s; give a number from `ground flights`", matches,
                         text);
}

int find_flight(struct reader *r, const char *text, struct store_flight *out, struct err *err)
{
    char *end;
    long long id = strtoll(text, &end, 10);
    int rc = 0;
    if (end != text && *end == '\0' && (rc = reader_flight(r, id, out, err)) != ERR_NOT_FOUND)
        return rc;
    struct flight_search search = {.text = text};
    rc = reader_rockets(r, 0, keep_best, &search, err);
    if (rc < 0)
        return rc;
    rc = search.rocket == 0 ? 0 : reader_flights(r, search.rocket, out, 1, err);
    if (rc != 0)
        return rc < 0 ? rc : 0;
    return find_start(r, text, out, err);
}
