#include "cmd/open_view.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "store/paths.h"

enum { FLIGHTS_MAX = 10000 };

int open_view_cache(const char *cache, const char *mission, char *out, size_t size, struct err *err)
{
    char path[STORE_PATH_SIZE];
    int rc = cache != NULL ? 0 : store_default_path(mission, path, err);
    if (rc == 0)
        snprintf(out, size, "%s", cache != NULL ? cache : path);
    return rc;
}

void open_view_user(char out[33])
{
    const struct passwd *row = getpwuid(geteuid());
    text_clean(bytes_of(row != NULL ? row->pw_name : "somebody"), 32, out, 33);
}

static bool is_number(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static void title_of(struct view *v, int32_t id, char out[ROCKET_TITLE_SIZE])
{
    const struct store_rocket *row = playhead_rocket(v->playhead, id);
    struct rocket *r = mem_zero(1, sizeof *r);
    rocket_init(r, id, row != NULL ? row->name : BYTES_NULL, row != NULL && row->keyless);
    rocket_title(r, out);
    free(r);
}

/* Flights come newest first; the first match is it. */
static const struct store_flight *find_flight(struct view *v, const struct store_flight *flights,
                                              int count, const char *wanted)
{
    char title[ROCKET_TITLE_SIZE];
    for (int i = 0; i < count; i++) {
        title_of(v, flights[i].rocket, title);
        if (is_number(wanted) ? flights[i].id == atoll(wanted) : strcmp(title, wanted) == 0)
            return &flights[i];
    }
    return NULL;
}

int open_view_flight(struct view *v, const char *flight, struct err *err)
{
    char said[80] = "";
    struct store_flight *flights = mem_zero(FLIGHTS_MAX, sizeof *flights);
    int count = playhead_flights(v->playhead, flights, FLIGHTS_MAX, err);
    int rc = count < 0 ? count : 0;
    const struct store_flight *found = rc == 0 ? find_flight(v, flights, count, flight) : NULL;
    if (found != NULL) {
        v->selected = found->rocket;
        rc = playhead_replay(v->playhead, found->id, said, err);
    } else if (rc == 0) {
        rc = err_set(err, ERR_NOT_FOUND,
                     "no flight \"%s\" is recorded here; `ground flights` lists them", flight);
    }
    free(flights);
    return rc;
}

int open_view_rocket(struct view *v, const char *name, struct err *err)
{
    const struct fleet *fleet = playhead_shown(v->playhead);
    char title[ROCKET_TITLE_SIZE];
    for (int i = 0; i < fleet->count; i++) {
        rocket_title(fleet->rockets[i], title);
        if (strcmp(title, name) == 0 || strcmp(fleet->rockets[i]->name, name) == 0) {
            v->selected = fleet->rockets[i]->id;
            return 0;
        }
    }
    return err_set(err, ERR_NOT_FOUND, "no rocket \"%s\" is on this screen", name);
}

int open_view_at(struct view *v, const char *when, struct err *err)
{
    struct transport t;
    char said[120] = "";
    int64_t at;
    int rc = 0;
    playhead_transport(v->playhead, &t);
    if (strcmp(when, "live") == 0)
        return playhead_go_live(v->playhead, said, err);
    if (strcmp(when, "start") == 0)
        at = t.bar0_ms;
    else if (strcmp(when, "end") == 0)
        at = t.bar1_ms;
    else
        rc = playhead_when(v->playhead, when, v->selected, &at, said, err);
    return rc != 0 ? rc : playhead_seek(v->playhead, at, said, err);
}
