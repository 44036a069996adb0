#include "cmd/open_view.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "cmd/find_flight.h"
#include "ui/marks.h"

void open_view_user(char out[33])
{
    const struct passwd *row = getpwuid(geteuid());
    text_clean(bytes_of(row != NULL ? row->pw_name : "somebody"), 32, out, 33);
}

int open_view_flight(struct view *v, const char *flight, struct err *err)
{
    struct reader *r;
    struct store_flight found;
    char said[80] = "";
    int rc = reader_open(&r, v->cache, err);
    if (rc != 0)
        return rc;
    rc = find_flight(r, flight, &found, err);
    reader_close(r);
    if (rc != 0)
        return rc;
    place_rocket(&v->place, found.rocket);
    return playhead_replay(v->playhead, found.id, said, err);
}

static int say_missing(struct view *v, const char *name, struct err *err)
{
    char feeds[STORE_FOLLOWS_SIZE];
    if (playhead_note(v->playhead, STORE_META_FEEDS, feeds, sizeof feeds, NULL) != 0 ||
        feeds[0] == '\0')
        return err_set(err, ERR_NOT_FOUND, "no rocket \"%s\" on this screen", name);
    return err_set(err, ERR_NOT_FOUND,
                   "no rocket \"%s\" on this screen; topics with too many keys are shown as one "
                   "feed each: %s",
                   name, feeds);
}

int open_view_rocket(struct view *v, const char *name, struct err *err)
{
    const struct fleet *fleet = playhead_shown(v->playhead);
    char title[ROCKET_TITLE_SIZE];
    for (int i = 0; i < fleet->count; i++) {
        rocket_title(fleet->rockets[i], title);
        if (strcmp(title, name) == 0 || strcmp(fleet->rockets[i]->name, name) == 0) {
            place_rocket(&v->place, fleet->rockets[i]->id);
            return 0;
        }
    }
    return say_missing(v, name, err);
}

/* Appends an option. Its value is quoted because it may come from a stranger's cache, and people
 * paste the command into a shell. */
static void add_option(struct buf *out, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buf_printf(out, " %s ", name);
    buf_add_shell_word(out, value);
}

void open_view_record_command(struct view *v, const char *cache, const char *mission,
                              const char *bootstrap)
{
    struct buf text = {0};
    buf_add_text(&text, "ground record");
    add_option(&text, "--cache", cache);
    add_option(&text, "--mission",
               mission != NULL && strcmp(mission, "default") != 0 ? mission : NULL);
    add_option(&text, "--bootstrap-server",
               bootstrap != NULL && strcmp(bootstrap, "localhost:9092") != 0 ? bootstrap : NULL);
    bytes_to_text(buf_bytes(&text), v->record_command, sizeof v->record_command);
    buf_deinit(&text);
}

bool open_view_is_past(const char *when)
{
    return when != NULL && strcmp(when, "live") != 0;
}

int open_view_at(struct view *v, const char *when, struct err *err)
{
    struct transport t;
    char said[120] = "", there[80] = "";
    int64_t at = PLAYHEAD_LIVE;
    int rc = 0;
    playhead_transport(v->playhead, &t);
    if (strcmp(when, "start") == 0)
        at = t.bar0_ms;
    else if (strcmp(when, "end") == 0)
        at = t.bar1_ms;
    else if (open_view_is_past(when))
        rc = marks_when(v, when, &at, said, err);
    if (rc == 0)
        rc = playhead_seek(v->playhead, at, there, err);
    if (rc != 0)
        return rc;
    bool as_asked = said[0] == '\0' || said[0] == '='; /* "= F9 T+00:06:30 ...": where it is */
    bytes_to_text(bytes_of(as_asked ? there : said), v->said, sizeof v->said);
    return 0;
}
