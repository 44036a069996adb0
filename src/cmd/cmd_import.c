/* cmd_import.c: `ground import`: sends a recorded flight from a file to a topic, with its timing.
 */
#include <sys/stat.h>

#include "base/clock.h"
#include "base/options.h"
#include "cmd/commands.h"
#include "cmd/progress.h"
#include "cmd/stop_signal.h"
#include "flight/show.h"
#include "source/pacer.h"
#include "source/recording.h"
#include "source/sender.h"

struct import_options {
    const char *bootstrap, *command_config;
    const char *topic, *key, *time_field, *lift_off, *speed;
};

#define FIELD(name) offsetof(struct import_options, name)
static const struct option_row rows[] = {
    {"bootstrap-server", 0, OPTION_TEXT, FIELD(bootstrap), "HOST:PORT",
     "broker (default: localhost:9092)", 0, 0},
    {"command-config", 0, OPTION_TEXT, FIELD(command_config), "FILE",
     "file of Kafka client properties", 0, 0},
    {"topic", 0, OPTION_TEXT, FIELD(topic), "TOPIC", "topic to send to (required)", 0, 0},
    {"key", 0, OPTION_TEXT, FIELD(key), "ID", "message key (default: the file's own keys)", 0, 0},
    {"time-field", 0, OPTION_TEXT, FIELD(time_field), "NAME",
     "field with seconds or UTC (default: time)", 0, 0},
    {"lift-off", 0, OPTION_TEXT, FIELD(lift_off), "WHEN",
     "UTC of mission time 0 (default: fly now)", 0, 0},
    {"speed", 0, OPTION_TEXT, FIELD(speed), "N", "speed factor, or max (default: 1)", 0, 0},
};
static const struct option_table table = {
    "ground import",  "FILE...", "send JSON lines or CSV to a topic, with their timing", rows,
    ARRAY_SIZE(rows),
};

static int send_message(struct sender *s, const struct import_options *o,
                        const struct recorded_message *m, struct err *err)
{
    struct client_header headers[RECORDING_MAX_HEADERS];
    char names[RECORDING_MAX_HEADERS][128];
    for (int i = 0; i < m->header_count; i++) {
        headers[i].name = bytes_to_text(m->headers[i].name, names[i], sizeof names[i]);
        headers[i].value = m->headers[i].value;
    }
    struct client_record record = {
        .topic = o->topic,
        .partition = -1,
        .time_ms = m->t_ms,
        .key = o->key != NULL ? bytes_of(o->key) : m->key,
        .value = m->value,
        .headers = headers,
        .header_count = (size_t)m->header_count,
    };
    return sender_send(s, &record, err);
}

struct import_start {
    int64_t lift_off_ms; /* wall time of mission time 0 */
    int64_t oldest_ms;   /* record time of the oldest first message */
    int64_t length_ms;   /* of a flight flown now, at speed max; else 0 */
    bool now;            /* neither an option nor the file says when it was flown */
};

struct import {
    struct sender *sender;
    struct recording_options recording;
    struct import_start start;
    struct pacer pacer;
    struct progress progress;
};

static int import_file(struct import *i, const struct import_options *o, const char *path,
                       struct err *err)
{
    struct recording *r;
    struct recorded_message m;
    int rc = recording_open(&r, path, &i->recording, err);
    if (rc != 0)
        return rc;
    while ((rc = recording_next(r, &m, err)) == 1) {
        if (i->pacer.start_ns == 0) {
            i->pacer.start_ns = clock_mono_ns();
            i->pacer.first_ms = m.t_ms;
        }
        progress_show(&i->progress, sender_count(i->sender), o->topic, m.t_ms);
        rc = sender_wait(i->sender, pacer_due_ns(&i->pacer, m.t_ms), err);
        if (i->start.now)
            m.t_ms = pacer_date_ms(&i->pacer, m.t_ms, i->start.length_ms);
        if (rc == 0)
            rc = send_message(i->sender, o, &m, err);
        if (rc != 0)
            break;
    }
    recording_close(r);
    return rc;
}

/* A pipe can be read only once, so it is not checked in advance. */
static int inspect_file(const struct import_options *o, const char *path, bool whole,
                        struct recording_span *span, struct err *err)
{
    struct stat st;
    *span = (struct recording_span){0};
    if (stat(path, &st) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return recording_look(path, o->time_field, whole, span, err);
    return o->lift_off != NULL ? 0
                               : err_set(err, ERR_USAGE,
                                         "%s cannot be read twice; give the time of lift-off with "
                                         "--lift-off",
                                         path);
}

/* Without --lift-off and without absolute times in the file, the flight is flown now. Every file is
 * checked before anything is sent. */
static int find_start(const struct import_options *o, const struct text_list *files,
                      const struct pacer *pacer, struct import_start *start, struct err *err)
{
    int64_t now_ms = clock_wall_ms(), newest_ms = INT64_MIN;
    if (o->lift_off != NULL && show_parse_utc(o->lift_off, &start->lift_off_ms) != 0)
        return err_set(err, ERR_USAGE,
                       "--lift-off takes a UTC time such as 2017-08-24T18:51:00Z, "
                       "not \"%s\"",
                       o->lift_off);
    start->oldest_ms = INT64_MAX;
    for (size_t i = 0; i < files->count; i++) {
        struct recording_span span;
        int rc =
            inspect_file(o, files->items[i], o->lift_off == NULL && pacer->speed == 0, &span, err);
        if (rc != 0)
            return rc;
        if (i == 0 && o->lift_off == NULL) {
            start->now = !span.absolute;
            start->lift_off_ms = now_ms - (span.absolute ? 0 : span.first_ms);
        }
        int64_t shift_ms = span.absolute ? 0 : start->lift_off_ms;
        if (shift_ms + span.first_ms < start->oldest_ms)
            start->oldest_ms = shift_ms + span.first_ms;
        if (shift_ms + span.last_ms > newest_ms)
            newest_ms = shift_ms + span.last_ms;
    }
    start->length_ms = start->now && newest_ms > now_ms ? newest_ms - now_ms : 0;
    start->oldest_ms -= start->length_ms;
    return 0;
}

static int import_all(const struct import_options *o, const struct text_list *files,
                      struct err *err)
{
    struct import import = {.recording.time_field = o->time_field};
    if (pacer_parse_speed(o->speed, &import.pacer.speed) != 0)
        return err_set(err, ERR_USAGE, "--speed takes 0.01 to 1000 or max, not \"%s\"", o->speed);
    int rc = find_start(o, files, &import.pacer, &import.start, err);
    if (rc != 0)
        return rc;
    import.recording.lift_off_ms = import.start.lift_off_ms;
    struct sender_options so = {o->bootstrap, o->command_config, "rec", &stop_signal};
    rc = sender_open(&import.sender, &so, err);
    if (rc != 0)
        return rc;
    sender_keep(import.sender, o->topic, import.start.oldest_ms);
    rc = sender_topic(import.sender, o->topic, err);
    for (size_t i = 0; i < files->count && rc == 0; i++)
        rc = import_file(&import, o, files->items[i], err);
    int flushed = sender_flush(import.sender, rc == 0 ? err : NULL);
    int64_t sent = sender_count(import.sender);
    progress_end(&import.progress);
    fprintf(stderr, "sent %lld message%s to %s\n", (long long)sent, sent == 1 ? "" : "s", o->topic);
    sender_close(import.sender);
    if (rc == 0 && flushed == 0 && sent == 0)
        return err_set(err, ERR_NOT_FOUND, "%s%s: no messages to send", files->items[0],
                       files->count > 1 ? " and the other files" : "");
    return rc != 0 ? rc : flushed;
}

int cmd_import(int argc, char **argv)
{
    struct import_options o = {.bootstrap = "localhost:9092", .time_field = "time", .speed = "1"};
    struct text_list files = {0};
    struct err err;
    int rc = options_parse(&table, argc, argv, &o, &files, &err);
    if (rc == OPTIONS_OK && o.topic == NULL)
        rc = err_set(&err, ERR_USAGE, "--topic TOPIC is required");
    else if (rc == OPTIONS_OK && files.count == 0)
        rc = err_set(&err, ERR_USAGE, "no input file given");
    if (rc == OPTIONS_OK) {
        stop_watch();
        rc = import_all(&o, &files, &err);
    }
    text_list_deinit(&files);
    return command_end(&table, rc, &err);
}
