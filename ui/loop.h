/* loop.h: the dashboard's one thread: keys, doorbell, timers; frames when there is something new.
 *
 * Nothing in here waits for a network. At most 10 frames a second, a first few sooner, and one in
 * flight; numbers twice a second, clocks each second, keys and new alarms at once. */
#ifndef UI_LOOP_H
#define UI_LOOP_H

#include <signal.h>

#include "ui/tty.h"
#include "ui/view.h"

struct loop_options {
    struct view *view; /* its playhead is opened and closed here */
    const char *cache;
    struct tty_options tty;
    int fps;                           /* at most; 0: 10 */
    int64_t duration_ms;               /* 0: until it is quit */
    bool past;                         /* a past flight or moment: nothing live is asked for */
    bool tour;                         /* `ground demo`: what to press, once each */
    const volatile sig_atomic_t *stop; /* set by a signal: end */
    /* Nobody records: start a recorder, if this session may. Called at most every few seconds. */
    void (*nobody_records)(void *owner);
    /* `X`: view->export is to be written somewhere; NULL: nowhere. And, in each turn: look whether
     * it is. */
    void (*export)(void *owner);
    void (*look)(void *owner);
    /* `^R`: the mission file is to be read again; NULL: there is none. And when the recorder has
     * begun or ended to fold the cache by another mission: view->mission may be replaced. */
    void (*reload)(void *owner);
    void (*refolded)(void *owner);
    /* The cache is open for the first time: a flight to open, a time to go to. */
    void (*opened)(void *owner);
    void *owner;
};

struct loop_result { /* for the line that is printed on leaving */
    int64_t watched_ms, messages, missed;
    int alarms_new;
    bool recording, archive, cache;
};

/* Until the person leaves, the terminal is gone, or a signal came. 0, or ERR_USAGE from
 * tty_open(), or what made the cache unreadable. The terminal is restored in every case. */
int loop_run(const struct loop_options *options, struct loop_result *result, struct err *err);

#endif
