/* scene.h: everything one frame shows, as plain values.
 *
 * gather.c fills a scene from a playhead and the view; panes are pure functions scene -> canvas,
 * and `ground snapshot --format json` prints the scene and nothing else. Strings are clean UTF-8
 * unless a comment says raw; areas clean them once more when drawing. A scene owns nothing but its
 * arrays.
 */
#ifndef UI_SCENE_H
#define UI_SCENE_H

#include "base/start_broker.h"
#include "flight/event.h"
#include "flight/shown.h"
#include "playhead/playhead.h"
#include "ui/keys.h"
#include "ui/place.h"
#include "ui/theme.h"

enum {
    SCENE_NAME = 80,
    SCENE_MAX_VALUES = 6, /* channel columns of FLEET: 3, and 3 more on a wall */
    SCENE_MAX_ALARMS = 64,
    SCENE_MAX_EVENTS = 100,
    SCENE_LOG_HALF = 100, /* lines before the selected one, and after it */
    SCENE_MAX_MARKS = 200,
    SCENE_NOT_FOLLOWED = 96, /* names, as far as they have room */
    SCENE_MAX_ROWS = 500,    /* console, inspector: as many as the tallest screen has */
    SCENE_LINE = 640,        /* bytes of a line of the inspector */
    SCENE_LINE_COLUMNS = 156,
    SCENE_MAX_PARTS = 20000,
    SCENE_VALUE = 200,       /* bytes of a message's value in a row */
    SCENE_MAX_POINTS = 1000, /* dot columns of a chart */
    SCENE_SPARK = 12,
};

struct alarm {
    char flag;             /* '!' new, 'a' acknowledged, 's' shelved */
    enum role role;        /* ROLE_ALARM, ROLE_STALE, ROLE_CAUTION */
    int32_t rocket;        /* 0: the link */
    char name[SCENE_NAME]; /* "F9-B1029", "LINK" */
    char words[64];        /* "STALE", "accel YL -46.7", "localhost DOWN" */
    int64_t age_ms;
};

struct fleet_row {
    int32_t id;
    char name[SCENE_NAME]; /* as shown: brackets, quotes */
    enum flight_source source;
    enum rocket_state state;
    char flag; /* ' ', '!', 'a', 's' */
    char phase[ROCKET_PHASE_SIZE];
    bool phase_stale;
    int64_t clock_ms;
    char text[ROCKET_TEXT_SIZE]; /* text-only rocket: its last words, in place of numbers */
    struct shown_value values[SCENE_MAX_VALUES];
    int64_t age_ms;
    double rate;
    char last[ROCKET_TEXT_SIZE]; /* last event */
    int64_t last_age_ms;
    char clock_words[CLOCK_WORDS_SIZE]; /* what is wrong with its clock, or "" */
    bool is_topic;                      /* a topic that no rocket was heard in yet */
    int first_channel, channel_count;   /* its part of scene.channels */
    int not_followed;                   /* rocket_not_followed() */
    char not_followed_names[SCENE_NOT_FOLLOWED];
};

struct event_row {
    int64_t v_ms;
    int64_t clock_ms;
    int32_t rocket;
    char name[SCENE_NAME];
    int kind; /* enum event_kind, or EVENT_ACK */
    char text[EVENT_TEXT_SIZE];
};
enum { EVENT_ACK = 100 }; /* "ack": written by people, not folded */

/* EVENTS in full. */
struct log_scene {
    bool following;
    struct event_row *lines; /* 2 * SCENE_LOG_HALF, around the selected one, oldest first */
    int count;
    int newer; /* lines below those shown; */
    bool more; /* and more of them */
    char find[64];
};

/* Cells of row 23's bar, later ones drawn over earlier ones. */
enum bar_kind { BAR_RECORDED, BAR_GAP, BAR_EVENT, BAR_MARK, BAR_ALARM };
struct bar_mark {
    enum bar_kind kind;
    int64_t t0_ms, t1_ms; /* the same for a moment */
};

struct bar {
    int64_t t0_ms, t1_ms;         /* FLIGHT_NO_TIME: nothing recorded */
    int64_t clock0_ms, clock1_ms; /* labels as T when one flight is replayed, else NO_TIME */
    int64_t behind_ms;            /* how far behind live; FLIGHT_NO_TIME: not said */
    struct bar_mark marks[SCENE_MAX_MARKS];
    int count;
};

struct timeline_mark {
    int64_t line_ms;     /* its place between the line's ends */
    int64_t clock_ms;    /* what the clock read then */
    bool phase, planned; /* phases ╋, events ┿ */
    char name[ROCKET_PHASE_SIZE];
};

struct channel_row {
    struct shown shown;
    double spark[SCENE_SPARK]; /* NaN: nothing heard */
};

struct chart {
    char label[DECODED_NAME_SIZE]; /* "accel", cut to the width there is */
    char behind[48];               /* the title's rest: " m/s², window 5 min" */
    int points;                    /* dot columns: two a cell in braille, one in ASCII */
    double min[SCENE_MAX_POINTS], max[SCENE_MAX_POINTS];
    double low_limit, high_limit; /* NaN: none */
    int64_t clock0_ms;            /* T at t0; NO_TIME: the axis is in UTC */
    int64_t t0_ms, t1_ms;
    int64_t now_ms; /* what is shown; the last column may end after it */
};

struct rocket_scene {
    bool known; /* one is selected */
    struct fleet_row head;
    int64_t phase_age_ms;
    char next[48];              /* "descent in 00:08 (plan)" or "" */
    int64_t line0_ms, line1_ms; /* clocks of the timeline's ends; NO_TIME: no T-0 yet */
    int64_t heard_ms;           /* clock up to which it was flown: ◆ */
    struct timeline_mark marks[SCENE_MAX_MARKS];
    int mark_count;
    struct channel_row channels[ROCKET_MAX_CHANNELS + ROCKET_MAX_STATES];
    int channel_count; /* with states, which come last */
    int number_count;  /* without them */
    char window[24];   /* "all (06:38)", "5 min" */
    struct chart charts[2];
    int chart_count;
    bool wide_chart; /* Enter: one chart over both places */
};

struct console_row {
    int64_t seq, t_ms, off;
    int64_t clock_ms;     /* T of its rocket then; FLIGHT_NO_TIME */
    char key[SCENE_NAME]; /* clean; "(none)" is ours */
    bool key_none;
    char place[320];              /* "falcon9/0@12101" */
    uint8_t value[SCENE_VALUE];   /* raw, the beginning */
    size_t value_len, value_size; /* kept, whole */
    bool value_null;
    enum decoded_kind kind;
    const char *words; /* what it is: decoded_words() */
    size_t bad_at;
    char why[DECODED_WHY_SIZE]; /* clean: why a message that names a schema is not decoded; "" */
};

/* A line of the inspector: a field, or `rest`, more of what it says that did not fit beside its
 * name; in the other forms a line of text, or 16 bytes. */
struct field_row {
    char name[160];
    bool rest;
    uint8_t says[SCENE_LINE];      /* raw, as written */
    size_t says_len, at;           /* at: its offset in the value (hex) */
    char label[DECODED_NAME_SIZE]; /* "" : not in the mission */
    char value[16], unit[16], state[8], note[48];
};

struct inspector {
    struct console_row row;
    int8_t ts_type;
    int64_t arrival_ms;
    int key_size;
    char headers[200];
    enum value_form form;
    struct field_row *lines;      /* SCENE_MAX_ROWS: those in sight */
    int line_count, first, total; /* first: how many are above */
};

struct console_scene {
    struct console_row *rows; /* SCENE_MAX_ROWS */
    int count;
    int64_t selected; /* seq */
    int64_t at, total;
    int64_t newer; /* 0: following */
    bool following;
    char find[64];
    struct inspector inspector;
};

struct part_row {
    int32_t id;
    char name[300]; /* "falcon9/0" */
    enum rocket_state lamp;
    char state[8];
    double rate, bytes_rate; /* < 0: not known yet */
    int64_t lag, heard_age_ms, first, next, errors, missed;
};

struct links_scene {
    struct part_row *rows; /* SCENE_MAX_PARTS */
    int count;
    /* of the selected one */
    int64_t held_low, held_high, cache_low, cache_high, messages;
    struct store_gap gaps[8];
    int gap_count;
    int64_t gaps_all; /* with those that are not kept here */
    char note[160];
    struct store_status status;
    bool have_status, started_here;
    char follows[300]; /* "topic mine", "all topics, not just mine: kill 4711 ..."; "": all */
    char clocks[100];
    char source[200]; /* what a source of the mission names and no message has; "" */
    char cache[256];
    int64_t cache_bytes, free_bytes; /* < 0: not known */
    char grows[SCENE_NAME];          /* the partition that most of the cache is of; "": none yet */
    int64_t grows_bytes, grows_messages, all_bytes; /* as received: of it, of all */
    int64_t beat_age_ms;
};

enum prompt_kind { PROMPT_NONE, PROMPT_GOTO, PROMPT_FIND, PROMPT_MARK, PROMPT_QUIT };

struct scene {
    char mission[64];
    char user[33];
    bool crew;
    bool have_rocket; /* any rocket ever heard */
    int64_t now_ms;   /* wall */
    int64_t at_ms;    /* what is shown: now when live, else the playhead */
    struct transport transport;
    struct store_link shown_link; /* as of at_ms */
    int link_state;               /* now; enum store_link_state */
    int parts, parts_ok;
    int64_t link_age_ms;
    int64_t link_since_ms;
    char broker[160];
    char link_text[160];
    int64_t next_try_ms;
    int tries;
    int64_t recorder_pid, recorder_age_ms;
    char follows[STORE_FOLLOWS_SIZE]; /* "topic mine": while no rocket is there; "": all topics */
    char topic[SCENE_NAME];           /* the first of them that has a name; "" */
    bool records;                     /* this session starts a recorder when none runs */
    char record_command[300];         /* "ground record --cache x.db" */
    char
        broker_command[START_BROKER_SIZE]; /* what starts one where it is asked for; "" elsewhere */

    struct place place;  /* where the person is, as far as that exists now */
    bool times_as_clock; /* t */
    int help_key;        /* a key pressed while help is open */
    enum prompt_kind prompt;
    char prompt_text[80];
    char prompt_says[128];
    char goto_range[128];
    char said[128];        /* row 24 answers a key */
    char failed[128];      /* why something could not be gathered; "" */
    int64_t next_alarm_ms; /* when an alarm will arise by itself, unless something is heard */

    struct alarm alarms[SCENE_MAX_ALARMS];
    int alarm_count; /* kept here; the three counts may be larger */
    int alarms_new, alarms_acked, alarms_shelved;

    char columns[SCENE_MAX_VALUES][20]; /* FLEET's headings: "vel m/s" */
    int column_count, columns_all;      /* shown; there are */
    struct fleet_row *fleet;
    int fleet_count;
    struct shown *channels; /* of all rockets, where view.all_channels asks for them */
    int topics_more;        /* before the first rocket is heard: topics without a row */
    struct bar bar;
    struct event_row events[SCENE_MAX_EVENTS]; /* newest last */
    int event_count;
    struct log_scene log;
    char replay_line[128], link_line[200], gap_line[128];

    struct rocket_scene rocket;
    struct console_scene console;
    struct links_scene links;
    void *own[SCREEN_COUNT]; /* of screens that keep a part of their own (screens/NAME.h) */
};

/* A screen's own part. */
static inline void *scene_own(const struct scene *s, enum screen_id screen)
{
    return s->own[screen];
}

void scene_init(struct scene *s);
void scene_deinit(struct scene *s);

#endif
