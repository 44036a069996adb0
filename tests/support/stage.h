/* stage.h: the dashboard's loop in a child on a terminal of tests, whose clock the test sets. */
#ifndef TESTS_SUPPORT_STAGE_H
#define TESTS_SUPPORT_STAGE_H

#include <stdatomic.h>

#include "terminal.h"
#include "ui/loop.h"

/* What the two processes share. */
struct stage_shared {
    int64_t wall_ms, mono_ms; /* the child's clock, from its next signal on */
    atomic_int turns;         /* how often it was set */
    int asked, opened;        /* how often nobody recorded, and a cache was opened */
    int rc;
    struct err err;
    struct loop_result result;
};

struct stage {
    struct terminal terminal;
    struct stage_shared *shared;
    /* set before it starts */
    const char *cache, *term;
    int rows, cols, fps;
    int64_t duration_ms, start_ms; /* start_ms: wall clock; the other one begins at 1000 s */
    bool tour, past, crew, started_recorder;
};

/* All to their defaults: 24x80, xterm-256color, `cache` at `start_ms`. */
void stage_init(struct stage *s, const char *cache, int64_t start_ms);
void stage_start(struct stage *s);
/* Time comes to `ms` after the start; returns when the child knows. */
void stage_at(struct stage *s, int64_t ms);
/* Waits for the child to end: its loop's result is in `shared` then. */
void stage_wait(struct stage *s);
void stage_deinit(struct stage *s);

#endif
