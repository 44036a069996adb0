/* show_flight.c: sends from three sources, always the message that is due next. */
#include "cmd/show_flight.h"

#include <unistd.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/logline.h"
#include "cmd/places.h"
#include "cmd/stop_signal.h"
#include "sim/sim.h"
#include "source/recording.h"
#include "source/sender.h"

static const int64_t history_ms = 9 * 60 * 1000; /* of the recorded flight, at the beginning */
static const char *const simulated_topics[] = {"kestrel", "weather", "flugdaten"};

struct recorded_stage { /* a recorded stage and its next message */
    const char *file, *key;
    struct recording *recording;
    struct recorded_message next;
    bool more;
};

struct show {
    const struct show_flight *plan;
    struct sender *recorded, *simulated; /* they differ in the header ground-source */
    struct recorded_stage stages[2];
    struct sim *sim;
    int64_t start_wall_ms, start_ns; /* T+00:09:00 of the recorded flight, 0 of the simulation */
    struct recording_options options;
    struct err *err;
    int rc; /* an error in send_simulated(), which cannot return it */
};

static int advance(struct recorded_stage *stage, struct err *err)
{
    int rc = recording_next(stage->recording, &stage->next, err);
    stage->more = rc == 1;
    return rc < 0 ? rc : 0;
}

static int open_stages(struct show *s)
{
    for (size_t i = 0; i < ARRAY_SIZE(s->stages); i++) {
        struct recorded_stage *stage = &s->stages[i];
        char path[PLACE_SIZE];
        int rc = place_asset(stage->file, path, s->err);
        if (rc == 0)
            rc = recording_open(&stage->recording, path, &s->options, NULL, s->err);
        if (rc == 0)
            rc = advance(stage, s->err);
        if (rc != 0)
            return rc;
    }
    return 0;
}

/* Time since the start, at the show's speed, as monotonic ns. */
static int64_t due_ns(const struct show *s, int64_t since_start_ms)
{
    return s->start_ns + (int64_t)((double)since_start_ms * 1e6 / s->plan->speed);
}

static int send_stage(struct show *s, struct recorded_stage *stage)
{
    int64_t since_ms = stage->next.t_ms - history_ms;
    if (since_ms >= 0 && sender_wait(s->recorded, due_ns(s, since_ms), s->err) != 0)
        return s->err->code;
    struct client_record record = {
        .topic = "falcon9",
        .partition = -1,
        .time_ms = s->start_wall_ms + (int64_t)((double)since_ms / s->plan->speed),
        .key = bytes_of(stage->key),
        .value = stage->next.value,
        .headers = &(struct client_header){"flight", bytes_of("FormoSat-5")},
        .header_count = 1,
    };
    int rc = sender_send(s->recorded, &record, s->err);
    return rc != 0 ? rc : advance(stage, s->err);
}

static void send_simulated(void *owner, const struct sim_record *r)
{
    struct show *s = owner;
    struct client_record record = {
        .topic = r->topic, .partition = -1, .key = r->key, .value = r->value};
    if (s->rc == 0)
        s->rc = sender_send(s->simulated, &record, s->err);
}

static int step_sim(struct show *s)
{
    int rc = sender_wait(s->simulated, due_ns(s, sim_next_ms(s->sim)), s->err);
    if (rc != 0)
        return rc;
    sim_step(s->sim, send_simulated, s);
    return s->rc;
}

/* Sends the message that is due first; false if there are no more or on an error. */
static bool step(struct show *s, int *rc)
{
    struct recorded_stage *first = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(s->stages); i++)
        if (s->stages[i].more && (first == NULL || s->stages[i].next.t_ms < first->next.t_ms))
            first = &s->stages[i];
    int64_t sim_ms = sim_next_ms(s->sim);
    if (first == NULL && sim_ms == INT64_MAX)
        return false;
    bool recorded = first != NULL && first->next.t_ms - history_ms <= sim_ms;
    *rc = recorded ? send_stage(s, first) : step_sim(s);
    return *rc == 0;
}

static int open_show(struct show *s)
{
    struct sender_options o = {s->plan->bootstrap, NULL, "rec", s->plan->stop};
    int rc = sender_open(&s->recorded, &o, s->err);
    if (rc == 0)
        rc = sender_topic(s->recorded, "falcon9", s->err);
    o.source = "sim";
    if (rc == 0)
        rc = sender_open(&s->simulated, &o, s->err);
    for (size_t i = 0; i < ARRAY_SIZE(simulated_topics) && rc == 0; i++)
        rc = sender_topic(s->simulated, simulated_topics[i], s->err);
    if (rc == 0)
        rc = open_stages(s);
    s->sim = sim_open();
    s->start_wall_ms = clock_wall_ms();
    s->start_ns = clock_mono_ns();
    return rc;
}

static void close_show(struct show *s)
{
    sim_close(s->sim);
    for (size_t i = 0; i < ARRAY_SIZE(s->stages); i++)
        recording_close(s->stages[i].recording);
    sender_close(s->recorded);
    sender_close(s->simulated);
}

static int send_history(struct show *s)
{
    int rc = 0;
    for (size_t i = 0; i < ARRAY_SIZE(s->stages); i++)
        while (rc == 0 && s->stages[i].more && s->stages[i].next.t_ms < history_ms)
            rc = send_stage(s, &s->stages[i]);
    if (rc == 0)
        rc = sender_flush(s->recorded, s->err);
    if (rc == 0 && write(s->plan->ready_fd, "", 1) != 1)
        rc = err_errno(s->err, "cannot report that the rockets fly");
    return rc;
}

static int fly(struct show *s)
{
    int rc = open_show(s);
    if (rc == 0)
        rc = send_history(s);
    close(s->plan->ready_fd);
    while (rc == 0 && step(s, &rc))
        ;
    if (rc == 0)
        rc = sender_flush(s->recorded, s->err);
    return rc != 0 ? rc : sender_flush(s->simulated, s->err);
}

int show_flight_run(void *plan)
{
    struct err err = {0};
    struct show s = {
        .plan = plan,
        .options = {.reading.time_field = "time"},
        .err = &err,
        .stages = {{.file = "flights/FormoSat-5/stage2.jsonl", .key = "F9-FS5-S2"},
                   {.file = "flights/FormoSat-5/stage1.jsonl", .key = "F9-FS5-S1"}},
    };
    stop_watch();
    int rc = fly(&s);
    close_show(&s);
    if (rc != 0 && rc != ERR_STOPPED)
        log_line(LOG_ERROR, "the demo's flight ended early: %s", err.text);
    return rc == 0 || rc == ERR_STOPPED ? 0 : 1;
}
