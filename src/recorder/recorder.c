/* recorder.c: the loop: wait, update the partitions, merge, commit, write the heartbeat. */
#include "recorder/recorder.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/start_broker.h"
#include "base/text.h"
#include "recorder/heartbeat.h"
#include "recorder/meta.h"
#include "store/bell.h"
#include "store/lock.h"
#include "store/reserve.h"

enum {
    COMMIT_MS_WATCHED = 20,
    COMMIT_MS_ALONE = 250,
    ROWS_A_TURN = 4096, /* between looks at the clock and the doorbell */
    ROWS_A_COMMIT = 20000,
    ROWS_PLENTY = 256,   /* in a turn: worth a commit beside the next ones */
    LOOK_MS = 1,         /* how often such a commit is looked after while nothing else happens */
    TRIES_UNTIL_END = 4, /* failed metadata refreshes before --until-end gives up */
};

struct recorder {
    const struct recorder_options *options;
    const struct mission *mission; /* the newest */
    struct ingest *ingest;
    struct bell *bell; /* NULL: viewers poll */
    struct tape *tape; /* NULL: waiting for the cache to be writable again */
    struct fetchers fetchers;
    struct schema_gate gate;
    struct heartbeat heartbeat;
    int lock;          /* store_lock()'s descriptor */
    int64_t first_seq; /* the cache's last seq at the start; -1: not opened yet */
    int64_t committed_seq, committed_ms, durable_seq;
    struct {        /* the last commit */
        bool going; /* not known to be carried out yet */
        bool durable, changed;
        int64_t seq;
    } asked;
    char why_waited[160]; /* why the cache cannot be written now; "" */
    int64_t waited_since_ms;
    int64_t viewed_ms; /* when a viewer was last connected (monotonic) */
    int64_t until_ms;  /* the merge must be called again by then */
    bool more;         /* the last turn left messages unread */
    bool plenty;       /* it read many */
    bool told;         /* missing topics have been logged */
};

static int write_meta(const struct recorder *r, struct err *err)
{
    const struct recorder_options *o = r->options;
    const struct recorder_meta notes = {.broker = o->broker,
                                        .include = o->include,
                                        .command_config = o->command_config,
                                        .mission_file = o->mission_file,
                                        .topics = o->wanted,
                                        .linger_s = o->linger_s};
    return meta_write(r->tape->writer, &notes, err);
}

/* One that is over a limit costs its messages' decoding, not the recording. */
static int add_schemas(struct recorder *r, bool *late, struct err *err)
{
    const struct schema_set *all = r->options->schemas;
    int rc = 0;
    for (int i = 0; i < schema_set_count(all) && rc == 0; i++) {
        const struct message_schema *s = schema_set_at(all, i);
        bool this_late;
        rc = tape_add_schema(r->tape, s->id, s->type, s->text, &this_late, err);
        if (rc == ERR_TOO_BIG)
            log_line(LOG_WARN, "%s", err->text);
        rc = rc == ERR_TOO_BIG ? 0 : rc;
        *late = *late || this_late;
    }
    return rc != 0 ? rc : tape_commit(r->tape, true, err);
}

/* What earlier messages lacked may be known by now. */
static int ask_unknown(struct recorder *r, bool *late, struct err *err)
{
    schema_gate_ask_unknown(&r->gate, r->tape);
    int rc = schema_gate_take(&r->gate, r->tape, late, err);
    return rc != 0 ? rc : tape_commit(r->tape, true, err);
}

/* With the schemas given, by which earlier messages are folded too. */
static int open_with_schemas(struct recorder *r, struct err *err)
{
    const struct recorder_options *o = r->options;
    bool late = false;
    int rc = tape_open(&r->tape, o->cache, r->mission, err);
    if (rc != 0)
        return rc;
    rc = add_schemas(r, &late, err);
    if (rc == 0)
        rc = ask_unknown(r, &late, err);
    if (rc == 0 && !late)
        return 0;
    tape_close(r->tape);
    r->tape = NULL;
    if (rc == 0)
        log_line(LOG_INFO, "folding the recording again, by schemas that are new to it");
    return rc != 0 ? rc : tape_open(&r->tape, o->cache, r->mission, err);
}

static int open_tape(struct recorder *r, struct err *err)
{
    int rc = store_reserve_make(r->options->cache, err);
    if (rc == 0)
        rc = open_with_schemas(r, err);
    if (rc != 0)
        return rc;
    rc = r->why_waited[0] == '\0'
             ? heartbeat_file_absence(r->tape, r->options->cache, err)
             : heartbeat_file_outage(r->tape, r->why_waited, r->waited_since_ms, err);
    if (rc == 0)
        rc = heartbeat_begin(&r->heartbeat, r->tape, clock_wall_ms(), clock_mono_ms(), err);
    if (rc == 0)
        rc = write_meta(r, err);
    if (rc == 0)
        rc = tape_commit(r->tape, true, err);
    if (rc != 0) {
        tape_close(r->tape);
        r->tape = NULL;
        return rc;
    }
    if (r->why_waited[0] != '\0')
        log_line(LOG_INFO, "recording again");
    r->why_waited[0] = '\0';
    if (r->first_seq < 0) {
        r->first_seq = r->tape->last_seq;
        log_line(LOG_INFO, "recording into %s", r->options->cache);
    }
    r->committed_seq = r->durable_seq = r->asked.seq = r->tape->last_seq;
    r->asked.going = false;
    fetchers_init(&r->fetchers, r->ingest, r->tape, r->options->until_end,
                  r->options->skip_damaged);
    r->fetchers.gate = &r->gate;
    return 0;
}

static void close_tape(struct recorder *r)
{
    if (r->tape == NULL)
        return;
    fetchers_deinit(&r->fetchers);
    tape_close(r->tape);
    r->tape = NULL;
}

/* ---- one turn ---- */

/* Once everything is read, a rocket that is not heard is silent. */
static bool may_tick(const struct recorder *r)
{
    return fetchers_caught_up(&r->fetchers) && r->heartbeat.status.link == LINK_OK;
}

static void note_commit(struct recorder *r)
{
    r->asked.going = false;
    if (r->asked.durable)
        r->durable_seq = r->asked.seq;
    r->committed_ms = clock_mono_ms();
    if (r->bell != NULL && (r->committed_seq != r->asked.seq || r->asked.changed))
        bell_ring(r->bell, r->asked.seq);
    r->committed_seq = r->asked.seq;
}

/* Takes note of a commit that has been carried out by now. */
static int settle(struct recorder *r, struct err *err)
{
    int rc = r->asked.going ? tape_committed(r->tape, err) : 0;
    if (rc == 1)
        note_commit(r);
    return rc < 0 ? rc : 0;
}

/* While messages come in plenty, the next ones are read meanwhile. */
static int commit(struct recorder *r, struct err *err)
{
    bool beat = r->heartbeat.changed || clock_mono_ms() >= r->heartbeat.next_ms;
    int rc = 0;
    if (beat) {
        rc = fetchers_write_states(&r->fetchers, err);
        if (rc == 0 && may_tick(r))
            rc = tape_tick(r->tape, clock_wall_ms(), err);
        if (rc == 0)
            rc = heartbeat_write(&r->heartbeat, r->tape, clock_wall_ms(), clock_mono_ms(), err);
    }
    bool durable = beat && r->durable_seq != r->tape->last_seq;
    if (rc == 0)
        rc = r->plenty ? tape_commit_soon(r->tape, durable, err)
                       : tape_commit(r->tape, durable, err);
    if (rc != 0)
        return rc;
    if (r->asked.going)
        note_commit(r); /* the one before was waited for */
    r->asked.going = true;
    r->asked.durable = durable;
    r->asked.changed = r->heartbeat.changed;
    r->asked.seq = r->tape->last_seq;
    r->heartbeat.changed = false;
    return settle(r, err);
}

static int viewers(const struct recorder *r)
{
    return r->bell == NULL ? 1 : bell_viewers(r->bell);
}

/* When the open transaction must be committed (monotonic): at once when a viewer waits and no more
 * messages are at hand, but at most every 20 ms. */
static int64_t commit_due(const struct recorder *r)
{
    const struct tape *t = r->tape;
    int64_t due = r->heartbeat.next_ms;
    if (!t->begun)
        return due;
    int64_t pace = viewers(r) > 0 ? COMMIT_MS_WATCHED : COMMIT_MS_ALONE;
    int64_t latest = t->begun_ms + pace, soonest = r->committed_ms + pace;
    if (!r->more && soonest < latest)
        latest = soonest;
    if (t->last_seq - r->asked.seq >= ROWS_A_COMMIT)
        latest = 0;
    return latest < due ? latest : due;
}

/* Logs missing topics once, at the broker's first response: a misspelt topic looks like a quiet
 * one. */
static void tell_missing(struct recorder *r, const struct ingest_view *view)
{
    char what[400];
    bool asked;
    if (r->told || !view->reached)
        return;
    r->told = true;
    if (!r->options->until_end &&
        topic_filter_missing(r->options->wanted, view, what, sizeof what, &asked))
        log_line(LOG_WARN, "%s has %s yet; waiting", view->broker, what);
}

static int take_turn(struct recorder *r, struct err *err)
{
    const struct ingest_view *view = ingest_look(r->ingest);
    int64_t mono_ms = clock_mono_ms();
    tell_missing(r, view);
    bool late = false;
    int rc = fetchers_update(&r->fetchers, view, mono_ms, err);
    if (rc == 0)
        rc = schema_gate_take(&r->gate, r->tape, &late, err);
    if (rc == 0)
        rc = fetchers_pump(&r->fetchers, mono_ms, ROWS_A_TURN, &r->until_ms, err);
    r->more = rc >= ROWS_A_TURN;
    r->plenty = rc >= ROWS_PLENTY;
    if (rc >= 0)
        rc = settle(r, err);
    if (rc == 0)
        rc = heartbeat_update(&r->heartbeat, r->tape, &r->fetchers, view, clock_wall_ms(), mono_ms,
                              err);
    if (rc == 0 && clock_mono_ms() >= commit_due(r))
        rc = commit(r, err);
    char advice[START_BROKER_ADVICE_SIZE];
    if (rc == 0 && r->options->until_end && view->tries >= TRIES_UNTIL_END)
        rc = err_set(err, ERR_UNREACHABLE, "no broker answers: %s; %s", view->why,
                     start_broker_advice(r->options->broker, advice));
    return rc;
}

static int wait_ms(const struct recorder *r)
{
    if (r->more)
        return 0;
    int64_t now = clock_mono_ms(), due = commit_due(r);
    due = r->until_ms < due ? r->until_ms : due;
    due = r->asked.going && now + LOOK_MS < due ? now + LOOK_MS : due;
    return due <= now ? 0 : (int)(due - now);
}

/* ---- from start to end ---- */

static bool nobody_looks(struct recorder *r)
{
    int64_t now = clock_mono_ms();
    if (viewers(r) > 0)
        r->viewed_ms = now;
    return r->options->linger_s >= 0 && now - r->viewed_ms >= r->options->linger_s * 1000;
}

/* A full disk and a held file pass; the recorder then resumes from what is stored. A cache that
 * cannot be opened because its WAL was truncated recovers once no process has the old WAL open. One
 * that was truncated while open must not be written any more. */
static bool is_waited_for(const struct recorder *r, int rc)
{
    return rc == ERR_FULL || rc == ERR_BUSY || (rc == ERR_LOST && r->tape == NULL);
}

static void suspend(struct recorder *r, struct err *err)
{
    if (r->why_waited[0] != '\0')
        return; /* logged already; once a second would fill the space that is left */
    if (err->code == ERR_BUSY && r->tape != NULL) {
        char culprit[40];
        writer_culprit(r->tape->writer, culprit, sizeof culprit);
        if (culprit[0] != '\0')
            err_prefix(err, "%s holds the cache: ", culprit);
    }
    if (err->code == ERR_LOST)
        err_prefix(err, "until every other program has closed the cache: ");
    log_line(LOG_WARN, "waiting: %s", err->text);
    r->waited_since_ms = clock_wall_ms();
    text_clean(bytes_of(err->text), 150, r->why_waited, sizeof r->why_waited);
    close_tape(r);
    if (err->code == ERR_FULL)
        store_reserve_release(r->options->cache);
    heartbeat_suspend(&r->heartbeat, r->options->cache, r->why_waited, clock_wall_ms());
    if (r->bell != NULL)
        bell_ring(r->bell, r->committed_seq);
}

/* Reads the changed mission file and refolds the cache if the fold depends on what changed.
 * Messages that the broker gets meanwhile are read afterwards. */
static int reload(struct recorder *r, struct err *err)
{
    const struct recorder_options *o = r->options;
    if (o->reload == NULL || *o->reload == 0)
        return 0;
    *o->reload = 0;
    const struct mission *mission = o->reread(o->owner);
    if (mission == NULL)
        return 0;
    r->mission = mission;
    if (r->tape == NULL)
        return 0;
    int rc = commit(r, err);
    close_tape(r);
    return rc != 0 ? rc : open_tape(r, err);
}

static int run(struct recorder *r, struct err *err)
{
    int rc = open_tape(r, err);
    while (rc == 0 || is_waited_for(r, rc)) {
        if (*r->options->stop != 0)
            return err_set(err, ERR_STOPPED, "stopped");
        if (nobody_looks(r))
            return 0;
        if (rc != 0) {
            suspend(r, err);
            ingest_wait(r->ingest, HEARTBEAT_MS);
            if (rc != ERR_FULL || store_has_space(r->options->cache))
                rc = open_tape(r, err);
            continue;
        }
        ingest_wait(r->ingest, wait_ms(r));
        rc = reload(r, err);
        if (rc == 0)
            rc = take_turn(r, err);
        if (rc == 0 && r->options->until_end && fetchers_done(&r->fetchers))
            return 0;
    }
    return rc;
}

static int say_goodbye(struct recorder *r, struct err *err)
{
    int rc = fetchers_write_states(&r->fetchers, err);
    if (rc == 0 && may_tick(r))
        rc = tape_tick(r->tape, clock_wall_ms(), err);
    if (rc == 0)
        rc = heartbeat_end(&r->heartbeat, r->tape, clock_wall_ms(), err);
    return rc != 0 ? rc : tape_commit(r->tape, true, err);
}

/* --until-end: a missing topic that was asked for is a failure; an empty cluster is only a warning.
 *  */
static int check_found(const struct recorder *r, struct err *err)
{
    const struct ingest_view *view = ingest_look(r->ingest);
    char what[400];
    bool asked;
    if (!topic_filter_missing(r->options->wanted, view, what, sizeof what, &asked))
        return 0;
    if (asked)
        return err_set(err, ERR_NOT_FOUND,
                       "%s has %s; `kafka-topics --list --bootstrap-server %s` lists its topics",
                       view->broker, what, r->options->broker);
    log_line(LOG_WARN, "%s has %s; nothing was recorded", view->broker, what);
    return 0;
}

/* --until-end: unreadable records are missing from the recording. */
static int check_whole(const struct recorder *r, struct err *err)
{
    const struct fetcher *f = fetchers_first_damaged(&r->fetchers);
    if (f == NULL)
        return 0;
    return err_set(err, ERR_CORRUPT, "%s/%d is %s%s", f->topic, f->partition, f->why,
                   f->aside ? "" : " goes on without it");
}

static void say_how_much(const struct recorder *r)
{
    int64_t here = r->tape->last_seq - r->first_seq;
    log_line(LOG_INFO, "%lld message%s recorded, %lld in the cache %s", (long long)here,
             here == 1 ? "" : "s", (long long)r->tape->last_seq, r->options->cache);
}

/* Reports what was recorded only if the last transaction is committed. */
static int end(struct recorder *r, int rc, struct err *err)
{
    struct err last;
    bool whole = rc == 0 || rc == ERR_STOPPED || rc == ERR_UNREACHABLE;
    if (whole && r->tape != NULL) {
        int ended = say_goodbye(r, &last);
        if (ended == 0)
            say_how_much(r);
        else
            *err = last;
        rc = ended == 0 ? rc : ended;
    }
    if (rc == ERR_LOST) {
        last = *err;
        err_set(err, ERR_LOST, "%.300s: recording stopped; the next recorder reads what is missing",
                last.text);
    }
    return rc;
}

int recorder_run(const struct recorder_options *options, struct err *err)
{
    struct recorder r = {.options = options,
                         .mission = options->mission,
                         .first_seq = -1,
                         .viewed_ms = clock_mono_ms()};
    struct err ignored;
    int rc = store_lock(options->cache, &r.lock, err);
    if (rc != 0)
        return rc;
    schema_gate_init(&r.gate, options->registry);
    heartbeat_init(&r.heartbeat, options->mission->name);
    rc = ingest_open(&r.ingest, &options->ingest, err);
    if (rc == 0 && bell_open(&r.bell, options->cache, &ignored) != 0)
        log_line(LOG_WARN, "no doorbell, viewers will poll: %s", ignored.text);
    if (rc == 0)
        rc = run(&r, err);
    rc = end(&r, rc, err);
    if (rc == 0 && options->until_end)
        rc = check_found(&r, err);
    if (rc == 0 && options->until_end)
        rc = check_whole(&r, err);
    close_tape(&r);
    bell_close(r.bell);
    ingest_close(r.ingest);
    store_unlock(r.lock);
    return rc;
}
