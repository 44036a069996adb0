/* render_json.c: what a frame is drawn from, for programs: mode, link, rockets, alarms. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "flight/show.h"
#include "ui/panes/parts.h"
#include "ui/render.h"

static const char *const modes[] = {
    [MODE_LIVE] = "LIVE",     [MODE_CATCH_UP] = "CATCH-UP", [MODE_NO_LINK] = "NO LINK",
    [MODE_NO_REC] = "NO REC", [MODE_REPLAY] = "REPLAY",
};
static const char *const links[] = {
    [LINK_OK] = "OK",
    [LINK_BEHIND] = "BEHIND",
    [LINK_DOWN] = "DOWN",
    [LINK_NO_RECORDER] = "NO RECORDER",
};

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

/* Integers are written whole: 15 digits of a double would not do. */
static json_t *value_or_null(const struct shown *c)
{
    double value = c->value.value, most = 9007199254740992.0;
    if (c->value.text[0] != '\0')
        return json_string(c->value.text);
    if (c->whole != 0)
        return json_integer(c->whole);
    bool integer = fabs(value) >= 1e15 && fabs(value) < most && value == trunc(value);
    return integer ? json_integer((json_int_t)value) : number_or_null(value);
}

static json_t *ms_or_null(int64_t ms)
{
    return ms == FLIGHT_NO_TIME ? json_null() : json_integer(ms);
}

static json_t *json_channel(const struct shown *c)
{
    return json_pack("{s:o, s:s, s:s, s:I}", "value", value_or_null(c), "unit", c->unit, "state",
                     shown_word(c), "age_ms", (json_int_t)c->age_ms);
}

/* Numbers that got no channel: how many, and the first names. */
static json_t *json_not_followed(const struct fleet_row *row)
{
    return json_pack("{s:i, s:s}", "count", row->not_followed, "names", row->not_followed_names);
}

static json_t *json_rocket(const struct scene *s, const struct fleet_row *row)
{
    char clock[16];
    json_t *channels = json_object();
    for (int i = 0; i < row->channel_count; i++) {
        const struct shown *c = &s->channels[row->first_channel + i];
        json_object_set_new(channels, c->name, json_channel(c));
    }
    show_clock(row->clock_ms, clock);
    json_t *rocket =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:s}", "id", row->name, "source",
                  part_source(row->source), "state", rocket_state_word(row->state), "phase",
                  row->phase, "clock", clock, "age_ms", ms_or_null(row->age_ms), "rate",
                  number_or_null(row->rate), "channels", channels, "last_event", row->last);
    if (row->clock_words[0] != '\0')
        json_object_set_new(rocket, "clock_fault", json_string(row->clock_words));
    if (row->not_followed > 0)
        json_object_set_new(rocket, "not_followed", json_not_followed(row));
    return rocket;
}

static json_t *json_alarms(const struct scene *s)
{
    json_t *out = json_array();
    for (int i = 0; i < s->alarm_count; i++) {
        const struct alarm *a = &s->alarms[i];
        json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:o}", "rocket", a->name, "what",
                                             a->words, "state",
                                             a->flag == '!'   ? "NEW"
                                             : a->flag == 'a' ? "ACK"
                                                              : "SHELVED",
                                             "age_ms", ms_or_null(a->age_ms)));
    }
    return out;
}

void render_json(const struct scene *s, struct buf *out)
{
    char at[32];
    json_t *rockets = json_array();
    for (int i = 0; i < s->fleet_count; i++)
        if (!s->fleet[i].is_topic)
            json_array_append_new(rockets, json_rocket(s, &s->fleet[i]));
    show_utc(s->at_ms, SHOW_ISO, at);
    json_t *root = json_pack("{s:s, s:s, s:s, s:{s:s, s:i, s:i, s:s}, s:o, s:o}", "mode",
                             modes[s->transport.mode], "mission", s->mission, "at", at, "link",
                             "state", s->transport.archive ? "ARCHIVE" : links[s->shown_link.state],
                             "parts", s->shown_link.parts, "parts_ok", s->shown_link.parts_ok,
                             "broker", s->broker, "rockets", rockets, "alarms", json_alarms(s));
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    buf_add_text(out, text == NULL ? "{}" : text);
    buf_add_byte(out, '\n');
    free(text);
    json_decref(root);
}
