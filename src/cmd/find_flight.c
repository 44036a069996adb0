/* find_flight.c: a number, else the rocket that answers best to the name. */
#include "cmd/find_flight.h"

#include <stdlib.h>

#include "base/mem.h"

void find_flight_title(const struct store_rocket *row, char out[ROCKET_TITLE_SIZE])
{
    struct rocket *r = mem_alloc(sizeof *r);
    rocket_init(r, row->id, row->name, row->keyless);
    rocket_title(r, out);
    free(r);
}

enum match { MATCH_NONE, MATCH_TOPIC, MATCH_KEY, MATCH_TITLE };

struct search {
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

static int look_at(void *owner, const struct store_rocket *row)
{
    struct search *search = owner;
    enum match match = match_rocket(search->text, row);
    if (match > search->best) {
        search->best = match;
        search->rocket = row->id;
    }
    return match == MATCH_TITLE;
}

int find_flight(struct reader *r, const char *text, struct store_flight *out, struct err *err)
{
    char *end;
    long long id = strtoll(text, &end, 10);
    int rc = 0;
    if (end != text && *end == '\0' && (rc = reader_flight(r, id, out, err)) != ERR_NOT_FOUND)
        return rc;
    struct search search = {.text = text};
    rc = reader_rockets(r, 0, look_at, &search, err);
    if (rc < 0)
        return rc;
    rc = search.rocket == 0 ? 0 : reader_flights(r, search.rocket, out, 1, err);
    if (rc == 0)
        return err_set(
            err, ERR_NOT_FOUND,
            "there is no flight or rocket \"%s\" in this cache: `ground flights` lists them", text);
    return rc < 0 ? rc : 0;
}
