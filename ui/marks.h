/* marks.h: `m`: moments that people marked, with a note; shown as events, on bars and in FLIGHTS.
 */
#ifndef UI_MARKS_H
#define UI_MARKS_H

#include "store/notes.h"
#include "ui/view.h"

struct event_rows;
struct gather;

/* The notes file, as far as there is one. */
struct marks {
    struct notes *notes; /* NULL while there is none */
    bool writes;
    int64_t looked_ms;
};

void marks_close(struct marks *m);
/* Looks for the notes file of `cache` now and then while there is none. */
void marks_look(struct marks *m, const char *cache, int64_t now_ms);

/* Marks the moment shown, for the selected rocket, with v->prompt_text as the note. */
void marks_add(struct view *v);
/* The marks between t0 and t1. */
int marks_between(struct gather *g, int64_t t0_ms, int64_t t1_ms, struct store_mark *out, int max);
/* As playhead_when, relative to the selected rocket; finds marks too. */
int marks_when(const struct view *v, const char *text, int64_t *t_ms, char said[120],
               struct err *err);
/* As playhead_edge, stopping at a mark that lies before the next event. */
int marks_edge(const struct view *v, int direction, char said[80], struct err *err);
/* Puts the marks of from_ms..to_ms, as far as the playhead, among the events. */
void marks_gather_events(struct gather *g, int64_t from_ms, int64_t to_ms, struct event_rows *out);
/* The newest or oldest event or mark of these that contains v->find; as playhead_find_event. */
int marks_find(const struct view *v, int64_t from_ms, int64_t to_ms, bool newest, int64_t *v_ms,
               struct err *err);
void marks_gather_bar(struct gather *g, struct bar *bar, int32_t rocket);

#endif
