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
#include "ui/scene.h"
#include "ui/search.h"

struct gather;
struct marks;

enum { VIEW_COMMAND = 300 };

/* What view_key() asks the loop to do. */
enum view_wish {
    WISH_QUIT = 1,
    WISH_REDRAW = 2,
    WISH_SUSPEND = 4,
    WISH_COPY = 8,     /* v->copy */
    WISH_SAVE = 16,    /* the frame as text */
    WISH_MOUSE = 32,   /* v->mouse changed */
    WISH_EXPORT = 64,  /* v->export */
    WISH_RELOAD = 128, /* the mission file */
};

struct view_export { /* messages of a flight, by their times; FLIGHT_NO_TIME: no bound */
    int64_t flight;  /* store_flight.id */
    int64_t from_ms, to_ms;
};

struct view {
    /* given by the owner, before the first key */
    struct playhead *playhead; /* borrowed; NULL while there is no cache */
    const struct mission *mission;
    bool mission_changed; /* it was replaced: the loop opens the cache again */
    const char *cache;    /* its path */
    const char *broker;   /* what was asked for, until the recorder says more */
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

    struct place place;
    int column_first; /* c */
    int window;       /* index into the windows of view.c */
    enum value_form form;
    bool times_as_clock, mouse;

    int help_key; /* pressed while help is open */
    enum prompt_kind prompt;
    char prompt_text[80];
    bool at_top;           /* the prompt is `gg`: the selection is at the top of its list, */
    struct place from_top; /* and was here */
    char find[64];
    struct search search; /* through CONSOLE */
    char said[128];
    char copy[1024];
    struct view_export export;

    bool came_by_alarm; /* `!` went to an alarm: */
    struct place before_alarm;
    int jumps_before_alarm; /* of the playhead, live again; more: those are undone first */
    bool alarm_was_jump;    /* it left a replay */

    struct marks *marks;

    bool scrubbing, scrub_plays; /* row 23 is held; it plays on when it is let go */
    int scrub_col;               /* where the mouse was dragged to; -1: the playhead is there */

    struct scene scene;    /* of the last frame: keys read it, selections move in what was shown */
    struct gather *gather; /* fills it */
};

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

/* The selected row of CONSOLE, by seq; 0: it follows the last. */
int64_t view_console_seq(const struct view *v);

/* The chart window: how long (0: all of the flight), and its name. */
int64_t view_window_ms(const struct view *v, const char **name);

/* Fills v->scene for now (gather.c), and goes on from the place it has. */
void view_gather(struct view *v, int64_t now_ms, int64_t mono_ms);

#endif
