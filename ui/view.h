/* view.h: what the person is looking at, and what each key does to it.
 *
 * Which screen, which row, which window; a prompt being typed; the answer in row 24. Independent of
 * ncurses and of drawing: tests script keys into view_key() and look at the scene. Transport keys
 * go straight to the playhead. The scene of the last frame is kept here: selections move in what
 * was shown. */
#ifndef UI_VIEW_H
#define UI_VIEW_H

#include "flight/mission.h"
#include "playhead/playhead.h"
#include "store/notes.h"
#include "ui/scene.h"
#include "ui/search.h"

enum { VIEW_COLUMNS = 24, VIEW_COMMAND = 300 };

/* What view_key() asks the loop to do. */
enum view_wish {
    WISH_QUIT = 1,
    WISH_REDRAW = 2,
    WISH_SUSPEND = 4,
    WISH_COPY = 8,   /* v->copy */
    WISH_SAVE = 16,  /* the frame as text */
    WISH_MOUSE = 32, /* v->mouse changed */
};

/* Counters of a partition a while ago, and half as long ago (gather_rates.c). */
struct part_count {
    int64_t mono_ms, messages, bytes;
};
struct part_sample {
    int32_t part; /* 0: none */
    struct part_count from, middle;
};

/* Series that were asked for lately: a chart is asked for once a step, not once a frame. */
struct series_cache {
    int32_t rocket;
    char channel[DECODED_NAME_SIZE];
    int64_t t0_ms, t1_ms, until_ms;
    int points;
    double min[SCENE_MAX_POINTS], max[SCENE_MAX_POINTS];
};

/* The longest silence of the flight that was looked at last (to <= from: not found). */
struct flight_silence {
    int64_t flight, silent_ms, from_ms, to_ms;
};

/* Where the log is: it follows, or holds at a line. */
struct log_place {
    bool open, holds;
    int64_t v_ms; /* of the line */
    int after;    /* lines of that moment behind it */
};

/* What is selected, and on which screen: a place to come back to. */
struct view_place {
    enum screen_id screen;
    int32_t rocket;
    int channel, part;
    int64_t console_seq, console_top; /* 0: following */
    int64_t flight;
    bool inspecting, wide_chart;
    struct log_place log;
};

struct view {
    /* given by the owner, before the first key */
    struct playhead *playhead; /* borrowed; NULL while there is no cache */
    const struct mission *mission;
    const char *cache;  /* its path */
    const char *broker; /* what was asked for, until the recorder says more */
    char user[33];
    bool crew;
    bool records;                      /* this session starts a recorder when none runs */
    bool started_recorder;             /* recording ends some time after the last viewer leaves */
    int64_t follows_pid;               /* while this recorder runs, */
    char follows_note[120];            /* how it differs from what was asked for; "" */
    char record_command[VIEW_COMMAND]; /* what a person types to record into this cache */
    int rows, cols;
    bool ascii;
    bool all_channels; /* of every rocket in the scene: for JSON */

    enum screen_id screen;
    int32_t selected; /* rocket; 0: the first */
    int fleet_first;
    char columns[VIEW_COLUMNS][DECODED_NAME_SIZE]; /* heard, when no mission names any */
    int column_count, column_first;
    int channel, channel_first;
    bool wide_chart;
    int window;                       /* index into the windows of view.c */
    int64_t console_seq, console_top; /* 0: following */
    bool inspecting;
    enum value_form form;
    int inspect_first;     /* lines of the open message that are scrolled past */
    int64_t inspected_seq; /* of which message, and in which form */
    enum value_form inspected_form;
    int part, part_first;
    int64_t flight; /* store_flight.id */
    int flight_first;
    struct flight_silence silence;
    bool times_as_clock, mouse;

    struct log_place log; /* `J` */
    bool help;
    enum action help_action;
    enum prompt_kind prompt;
    char prompt_text[80];
    bool at_top;                /* the prompt is `gg`: the selection is at the top of its list, */
    struct view_place from_top; /* and was here */
    char find[64];
    struct search search; /* through CONSOLE */
    char said[128];
    char copy[1024];

    bool came_by_alarm; /* `!` went to an alarm: */
    struct view_place before_alarm;
    int jumps_before_alarm; /* of the playhead, live again; more: those are undone first */
    bool alarm_was_jump;    /* it left a replay */

    struct notes *notes; /* marks; NULL while there are none */
    bool notes_write;
    int64_t notes_looked_ms;

    bool scrubbing, scrub_plays; /* row 23 is held; it plays on when it is let go */
    int scrub_col;               /* where the mouse was dragged to; -1: the playhead is there */

    struct scene scene;          /* of the last frame */
    int64_t next_alarm_ms;       /* when an alarm will arise by itself, unless something is heard */
    struct part_sample *samples; /* SCENE_MAX_PARTS, by id (gather_rates.c) */
    struct series_cache *series; /* VIEW_SERIES of them */
    int series_next;
    struct store_part *parts; /* SCENE_MAX_PARTS, as of parts_ms */
    int part_count;
    int64_t parts_ms;
};

enum { VIEW_SERIES = 48 };

void view_init(struct view *v, const struct mission *mission);
void view_deinit(struct view *v);

/* Does what `key` does; returns wishes. Failures of the cache become the sentence in row 24. */
int view_key(struct view *v, int key);
/* A press of the mouse at a cell, and its wheel: the keys they stand for (mouse.c). */
int view_click(struct view *v, int row, int col);
int view_wheel(struct view *v, int row, int direction);
/* After a press on row 23 the playhead is held. A drag is noted, and done by view_scrub(), which is
 * called once a frame; the release lets it play on if it played. */
void view_drag(struct view *v, int col);
void view_scrub(struct view *v);
void view_release(struct view *v);

/* The chart window: how long (0: all of the flight), and its name. */
int64_t view_window_ms(const struct view *v, const char **name);

/* Fills v->scene for now (gather.c). */
void view_gather(struct view *v, int64_t now_ms, int64_t mono_ms);

#endif
