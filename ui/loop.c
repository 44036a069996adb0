#include "ui/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "flight/show.h"
#include "store/bell.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/refold_watch.h"
#include "ui/render.h"
#include "ui/tour.h"

enum {
    FRAMES_PER_S = 10,
    NUMBERS_MS = 500,
    POLL_CACHE_MS = 250, /* without a doorbell */
    HEARTBEAT_MS = 1000, /* with one: to notice that it has gone quiet */
    RETRY_MS = 500,
    RECORDER_EVERY_MS = 5000,
    SAID_MS = 8000,
    KEYS_A_TURN = 256,
    MOUSE_SAID_MS = 1000,
    PROGRESS_MS = 250, /* of a search through CONSOLE */
    ANSWER_POLL_MS = 50,
};

struct loop {
    const struct loop_options *o;
    struct view *view;
    struct tty *tty;
    struct canvas canvas;
    int bell;           /* descriptor, -1 without */
    bool recorder_gone; /* the bell broke off, and no other is there yet */
    bool rows_wait, opened, mouse_said;
    int64_t started_ms, pump_ms, bell_ms, open_ms, recorder_ms; /* when to do it next, monotonic */
    int64_t numbers_ms;                                         /* when new data was last drawn */
    bool fresh;                                                 /* data came since */
    int64_t frame_ms;                                           /* when the last one was drawn */
    int64_t pace_ms; /* when the next may, at 10 a second */
    int64_t want_ms; /* when the next one is due */
    char said[sizeof((struct view *)0)->said];
    int64_t said_ms;
    int tour_step, red;
    struct refold_watch refold;
    struct kept_time kept; /* until the cache is open again */
};

static void want(struct loop *l, int64_t at_ms)
{
    if (at_ms < l->want_ms)
        l->want_ms = at_ms;
}

/* Numbers change twice a second; the first after a pause is shown at once. */
static void want_numbers(struct loop *l)
{
    l->fresh = true;
    want(l, l->numbers_ms + NUMBERS_MS);
}

/* ---- the cache ----------------------------------------------------------------------------- */

static int open_cache(struct loop *l, int64_t mono_ms, struct err *err)
{
    if (l->view->playhead != NULL || mono_ms < l->open_ms)
        return 0;
    l->open_ms = mono_ms + RETRY_MS;
    int rc = playhead_open(&l->view->playhead, l->o->cache, l->view->mission, clock_wall_ms(), err);
    if (rc == ERR_NOT_FOUND || rc == ERR_BUSY || rc == ERR_LOST)
        return 0;
    if (rc != 0)
        return rc;
    playhead_set_past(l->view->playhead, l->o->past);
    l->rows_wait = true;
    want(l, mono_ms);
    return 0;
}

/* Another mission, here or at the recorder: what was folded is of the old one. */
static void open_again(struct loop *l, int64_t mono_ms)
{
    struct view *v = l->view;
    v->mission_changed = false;
    if (v->playhead == NULL)
        return;
    kept_time_take(&l->kept, v->playhead);
    if (l->o->refolded != NULL)
        l->o->refolded(l->o->owner);
    playhead_close(v->playhead);
    v->playhead = NULL;
    v->gather->columns_of = 0;
    l->open_ms = mono_ms;
    want(l, mono_ms);
}

/* Somebody cut or removed the cache's files: nothing read through this handle can be trusted, and
 * until it is closed no recorder can mend the cache. */
static void let_go(struct loop *l, int64_t mono_ms, const struct err *err)
{
    struct view *v = l->view;
    playhead_close(v->playhead);
    v->playhead = NULL;
    l->rows_wait = false;
    l->open_ms = mono_ms;
    snprintf(v->said, sizeof v->said, "opened again: %.100s", err->text);
    want(l, mono_ms);
}

static void open_bell(struct loop *l, int64_t mono_ms)
{
    struct err err;
    if (l->bell >= 0 || mono_ms < l->bell_ms)
        return;
    l->bell_ms = mono_ms + RETRY_MS;
    if (bell_connect(l->o->cache, &l->bell, &err) != 0)
        l->bell = -1;
    else
        l->recorder_gone = false;
}

static void hear_bell(struct loop *l, int64_t mono_ms)
{
    int64_t seq;
    bool gone = false;
    if (l->bell >= 0 && bell_heard(l->bell, &seq, &gone))
        l->pump_ms = mono_ms;
    if (gone) {
        close(l->bell);
        l->bell = -1;
        l->recorder_gone = true;
        l->pump_ms = mono_ms; /* for its last words */
    }
}

static int pump(struct loop *l, int64_t mono_ms, struct err *err)
{
    struct playhead *p = l->view->playhead;
    if (p == NULL)
        return 0;
    if (mono_ms >= l->pump_ms || l->rows_wait) {
        int64_t before = playhead_last_seq(p);
        int32_t link = playhead_status(p)->link, parts = playhead_status(p)->parts;
        bool waited = l->rows_wait;
        l->pump_ms = mono_ms + (l->bell >= 0 ? HEARTBEAT_MS : POLL_CACHE_MS);
        int rc = playhead_pump(p, clock_wall_ms(), err);
        if (rc < 0)
            return rc == ERR_BUSY ? 0 : rc;
        l->rows_wait = rc > 0;
        if (link != playhead_status(p)->link || parts != playhead_status(p)->parts ||
            waited != l->rows_wait)
            want(l, mono_ms); /* a new alarm or topic does not wait for the numbers */
        if (playhead_last_seq(p) != before)
            want_numbers(l);
        if (!l->rows_wait)
            kept_time_return(&l->kept, p);
        if (!l->opened && !l->rows_wait) {
            l->opened = true;
            if (l->o->opened != NULL)
                l->o->opened(l->o->owner);
        }
    }
    int rc = playhead_tick(p, clock_wall_ms(), clock_mono_ns(), err);
    if (rc > 0)
        want_numbers(l);
    return rc < 0 && rc != ERR_BUSY ? rc : 0;
}

static void look_for_refold(struct loop *l, int64_t mono_ms)
{
    struct view *v = l->view;
    if (v->playhead == NULL)
        return;
    char said[sizeof v->said] = "";
    bool anew = refold_watch_look(&l->refold, v->playhead, mono_ms, said, sizeof said);
    if (said[0] != '\0') {
        memcpy(v->said, said, sizeof v->said);
        want(l, mono_ms);
    }
    if (anew || v->mission_changed)
        open_again(l, mono_ms);
}

static void watch_recorder(struct loop *l, int64_t mono_ms)
{
    bool nobody = l->view->playhead == NULL || l->recorder_gone ||
                  l->view->scene.link_state == LINK_NO_RECORDER;
    if (l->o->nobody_records == NULL || !nobody || l->bell >= 0 || mono_ms < l->recorder_ms)
        return;
    l->recorder_ms = mono_ms + RECORDER_EVERY_MS;
    l->o->nobody_records(l->o->owner);
}

/* ---- what a key asked for ------------------------------------------------------------------ */

static void save_frame(struct loop *l)
{
    struct view *v = l->view;
    struct buf text = {0};
    char when[32], path[64];
    show_utc(clock_wall_ms(), SHOW_DATE_TIME, when);
    for (char *c = when; *c != '\0'; c++)
        *c = *c == ' ' ? '-' : *c == ':' ? '.' : *c;
    snprintf(path, sizeof path, "ground-%s.txt", when);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    render_text(&l->canvas, &text);
    bool written = fd >= 0 && write(fd, text.data, text.len) == (ssize_t)text.len;
    if (written)
        snprintf(v->said, sizeof v->said, "saved as %s", path);
    else
        snprintf(v->said, sizeof v->said, "cannot write %s: %s", path, strerror(errno));
    if (fd >= 0)
        close(fd);
    buf_deinit(&text);
}

static void reload(struct loop *l)
{
    struct view *v = l->view;
    if (l->o->reload != NULL)
        l->o->reload(l->o->owner);
    else
        snprintf(v->said, sizeof v->said, "there is no mission file to read again");
}

/* Returns whether to leave. */
static bool grant(struct loop *l, int wishes)
{
    if (wishes & WISH_COPY)
        tty_copy(l->tty, l->view->copy);
    if (wishes & WISH_SAVE)
        save_frame(l);
    if (wishes & WISH_EXPORT && l->o->export != NULL)
        l->o->export(l->o->owner);
    if (wishes & WISH_RELOAD)
        reload(l);
    if (wishes & WISH_MOUSE)
        tty_mouse_on(l->tty, l->view->mouse);
    if (wishes & WISH_REDRAW)
        tty_redraw(l->tty);
    if (wishes & WISH_SUSPEND)
        tty_suspend(l->tty);
    return wishes & WISH_QUIT;
}

static void resize(struct loop *l)
{
    tty_size(l->tty, &l->view->rows, &l->view->cols);
    canvas_deinit(&l->canvas);
    canvas_init(&l->canvas, l->view->rows, l->view->cols, l->view->ascii);
}

static int mouse(struct loop *l)
{
    struct mouse_event m = tty_mouse(l->tty);
    if (m.kind == MOUSE_WHEEL_UP || m.kind == MOUSE_WHEEL_DOWN)
        return view_wheel(l->view, m.row, m.kind == MOUSE_WHEEL_UP ? -1 : 1);
    if (m.kind == MOUSE_PRESS)
        return view_click(l->view, m.row, m.col);
    if (m.kind == MOUSE_DRAG)
        view_drag(l->view, m.col);
    if (m.kind == MOUSE_RELEASE)
        view_release(l->view);
    return 0;
}

/* Takes the keys that are there, of a flood only some, so that frames, the clock and signals have
 * their turn. Returns whether to leave. */
static bool keys(struct loop *l, int64_t mono_ms)
{
    bool eof = false;
    for (int i = 0; i < KEYS_A_TURN; i++) {
        int key = tty_key(l->tty, mono_ms, &eof);
        if (key == KEYCODE_NONE)
            return eof;
        want(l, mono_ms);
        if (key == KEYCODE_RESIZE)
            resize(l);
        else if (grant(l, key == KEYCODE_MOUSE ? mouse(l) : view_key(l->view, key)))
            return true;
    }
    return eof;
}

/* The next slice of a search through CONSOLE: a turn of the loop each, so that keys come first. */
static void search(struct loop *l, int64_t mono_ms)
{
    if (l->view->search.state != SEARCH_RUNNING)
        return;
    bool more = search_slice(l->view);
    want(l, more ? l->frame_ms + PROGRESS_MS : mono_ms);
}

/* ---- frames -------------------------------------------------------------------------------- */

/* Row 24's answer goes after a while; a key takes it away at once. */
static void age_said(struct loop *l, int64_t mono_ms)
{
    struct view *v = l->view;
    if (strcmp(l->said, v->said) != 0) {
        memcpy(l->said, v->said, sizeof l->said);
        l->said_ms = mono_ms;
    } else if (v->said[0] != '\0' && mono_ms - l->said_ms >= SAID_MS) {
        v->said[0] = l->said[0] = '\0';
    }
}

/* Tells once how to get the terminal's own selection back, after what opening the cache reports. */
static void say_mouse(struct loop *l, int64_t mono_ms)
{
    struct view *v = l->view;
    bool settled = l->opened || mono_ms - l->started_ms >= MOUSE_SAID_MS;
    if (l->mouse_said || !v->mouse || !settled || v->said[0] != '\0')
        return;
    l->mouse_said = true;
    bytes_to_text(bytes_of("the mouse is on; M turns it off"), v->said, sizeof v->said);
}

static void title(struct loop *l)
{
    const struct scene *s = &l->view->scene;
    char text[128] = "Ground Control", clock[16];
    for (int i = 0; i < s->fleet_count; i++)
        if (s->fleet[i].id == s->place.rocket) {
            show_clock(s->fleet[i].clock_ms, clock);
            snprintf(text, sizeof text, "%s %s", clock, s->fleet[i].name);
        }
    size_t n = strlen(text);
    if (s->alarms_new > 0)
        snprintf(text + n, sizeof text - n, " !%d", s->alarms_new);
    tty_title(l->tty, text);
}

/* BEL once per new RED. */
static void ring(struct loop *l)
{
    const struct scene *s = &l->view->scene;
    int red = 0;
    for (int i = 0; i < s->alarm_count; i++)
        red += s->alarms[i].role == ROLE_ALARM && s->alarms[i].flag == '!';
    if (red > l->red)
        tty_bell(l->tty);
    l->red = red;
}

static int64_t frame_every_ms(const struct loop *l)
{
    return 1000 / (l->o->fps > 0 && l->o->fps < FRAMES_PER_S ? l->o->fps : FRAMES_PER_S);
}

/* Two frames may come before their turn, and the pace is kept from then on: what is new just after
 * the clock's tick need not wait. */
static int64_t may_draw_ms(const struct loop *l)
{
    return l->pace_ms - 2 * frame_every_ms(l);
}

static void draw(struct loop *l, int64_t mono_ms)
{
    if (mono_ms < l->want_ms || mono_ms < may_draw_ms(l) || !tty_ready(l->tty, mono_ms))
        return;
    int64_t now = clock_wall_ms();
    age_said(l, mono_ms);
    say_mouse(l, mono_ms);
    if (l->o->tour)
        tour_say(l->view, &l->tour_step, mono_ms - l->started_ms);
    view_scrub(l->view);
    view_gather(l->view, now, mono_ms);
    layout_draw(&l->view->scene, &l->canvas);
    tty_draw(l->tty, &l->canvas, mono_ms);
    title(l);
    ring(l);
    l->frame_ms = mono_ms;
    l->pace_ms = (mono_ms > l->pace_ms ? mono_ms : l->pace_ms) + frame_every_ms(l);
    l->numbers_ms = l->fresh ? mono_ms : l->numbers_ms;
    l->fresh = false;
    l->want_ms = mono_ms + 1002 - now % 1000; /* clocks: past the second, lest it be drawn twice */
    want(l, mono_ms + l->view->scene.next_alarm_ms - now);
}

/* ---- the loop ------------------------------------------------------------------------------ */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void wait(struct loop *l)
{
    struct pollfd fds[2] = {{.fd = tty_fd(l->tty), .events = POLLIN},
                            {.fd = l->bell, .events = POLLIN}};
    int64_t now = clock_mono_ms(), until = l->want_ms;
    struct transport t;
    if (until < may_draw_ms(l))
        until = may_draw_ms(l);
    if (l->view->playhead != NULL) {
        until = earlier(until, l->pump_ms);
        playhead_transport(l->view->playhead, &t);
        if (t.play == PLAY_PLAYING)
            until = earlier(until, l->frame_ms + (frame_every_ms(l) > NUMBERS_MS ? frame_every_ms(l)
                                                                                 : NUMBERS_MS));
    } else {
        until = earlier(until, l->open_ms);
    }
    if (until <= now && !tty_ready(l->tty, now))
        until = now + ANSWER_POLL_MS;
    until = earlier(until, tty_key_due_ms(l->tty));
    if (l->rows_wait || l->view->search.state == SEARCH_RUNNING)
        until = now;
    poll(fds, 2, until > now ? (int)(until - now) : 0);
}

static int run(struct loop *l, struct err *err)
{
    for (;;) {
        int64_t mono = clock_mono_ms();
        if (*l->o->stop != 0)
            return 0;
        if (l->o->duration_ms > 0 && mono - l->started_ms >= l->o->duration_ms)
            return 0;
        int rc = open_cache(l, mono, err);
        if (rc == 0) {
            open_bell(l, mono);
            hear_bell(l, mono);
            rc = pump(l, mono, err);
        }
        if (rc == ERR_LOST) {
            let_go(l, mono, err);
            rc = 0;
        }
        if (rc != 0)
            return rc;
        look_for_refold(l, mono);
        watch_recorder(l, mono);
        if (l->o->look != NULL)
            l->o->look(l->o->owner);
        if (keys(l, mono))
            return 0;
        search(l, mono);
        draw(l, clock_mono_ms());
        wait(l);
    }
}

static void sum_up(struct loop *l, struct loop_result *result)
{
    struct view *v = l->view;
    result->watched_ms = clock_mono_ms() - l->started_ms;
    result->cache = v->playhead != NULL;
    if (!result->cache)
        return;
    result->messages = playhead_last_seq(v->playhead);
    result->missed = gather_missed(v->gather);
    result->alarms_new = v->scene.alarms_new;
    result->recording = v->scene.link_state != LINK_NO_RECORDER;
    result->archive = v->scene.transport.archive;
}

/* On from the start, where there is one. */
static void start_mouse(struct loop *l)
{
    l->view->mouse = tty_has_mouse(l->tty);
    if (l->view->mouse)
        tty_mouse_on(l->tty, true);
}

int loop_run(const struct loop_options *options, struct loop_result *result, struct err *err)
{
    struct loop l = {.o = options, .view = options->view, .bell = -1};
    *result = (struct loop_result){0};
    int rc = tty_open(&l.tty, &options->tty, err);
    if (rc != 0)
        return rc;
    l.started_ms = clock_mono_ms();
    l.frame_ms = l.started_ms - 1000;
    l.view->ascii = tty_ascii(l.tty);
    l.view->cache = options->cache;
    resize(&l);
    start_mouse(&l);
    rc = run(&l, err);
    tty_close(l.tty);
    sum_up(&l, result);
    if (l.bell >= 0)
        close(l.bell);
    playhead_close(l.view->playhead);
    l.view->playhead = NULL;
    canvas_deinit(&l.canvas);
    return rc;
}
