/* cmd_import.c: `ground import`: sends a recorded flight from a file to a topic, with its timing.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/text.h"
#include "cmd/commands.h"
#include "cmd/lift_off.h"
#include "cmd/progress.h"
#include "cmd/stop_signal.h"
#include "flight/show.h"
#include "source/pacer.h"
#include "source/recording.h"
#include "source/sender.h"

struct import_options {
    const char *bootstrap, *command_config;
    const char *topic, *key, *lift_off, *speed;
    struct reading_options reading;
    bool dry_run, follow;
};

#define FIELD(name) offsetof(struct import_options, name)
static const struct option_row rows[] = {
    {"bootstrap-server", 0, OPTION_TEXT, FIELD(bootstrap), "HOST:PORT",
     "broker (default: localhost:9092)", 0, 0},
    {"command-config", 0, OPTION_TEXT, FIELD(command_config), "FILE",
     "file of Kafka client properties", 0, 0},
    {"topic", 0, OPTION_TEXT, FIELD(topic), "TOPIC", "topic to send to (required)", 0, 0},
    {"key", 0, OPTION_TEXT, FIELD(key), "ID", "message key (default: the file's own keys)", 0, 0},
    {"dry-run", 0, OPTION_FLAG, FIELD(dry_run), NULL, "print what the file is and send nothing", 0,
     0},
    {"follow", 0, OPTION_FLAG, FIELD(follow), NULL, "send what is written to FILE as it comes", 0,
     0},
    {"time-field", 0, OPTION_TEXT, FIELD(reading.time_field), "NAME",
     "column or field with the time (default: found)", 0, 0},
    {"time-unit", 0, OPTION_TEXT, FIELD(reading.time.unit), "UNIT",
     "s, ms, us, ns or days (default: found)", 0, 0},
    {"time-zero", 0, OPTION_TEXT, FIELD(reading.time.zero), "WHEN",
     "launch, file, epoch, or a date or time", 0, 0},
    {"zone", 0, OPTION_TEXT, FIELD(reading.time.zone), "ZONE",
     "zone of times that name none (default: UTC)", 0, 0},
    {"columns", 0, OPTION_TEXT, FIELD(reading.columns), "A,B,...",
     "names of the columns, for a table without a header", 0, 0},
    {"format", 0, OPTION_TEXT, FIELD(reading.format), "NAME", "format of the file (default: found)",
     0, 0},
    {"lift-off", 0, OPTION_TEXT, FIELD(lift_off), "WHEN", "UTC of the lift-off (default: fly now)",
     0, 0},
    {"speed", 0, OPTION_TEXT, FIELD(speed), "N", "speed factor, or max (default: 1)", 0, 0},
};
static const struct option_table table = {
    "ground import",  "FILE...", "send recorded flights to a topic, with their timing", rows,
    ARRAY_SIZE(rows),
};

static int send_message(struct sender *s, const struct import_options *o,
                        const struct recorded_message *m, struct err *err)
{
    struct client_header headers[RECORDED_MAX_HEADERS];
    char names[RECORDED_MAX_HEADERS][128];
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
    int64_t oldest_ms;   /* record time of the oldest message */
    int64_t length_ms;   /* of a flight flown now, at speed max; else 0 */
    bool now;            /* neither an option nor the file says when it was flown */
};

struct import {
    const struct import_options *options;
    struct recording_options recording;
    struct recording **files;
    size_t count;
    struct sender *sender;
    struct import_start start;
    struct lift_off lift_off; /* of files with times of their own */
    struct pacer pacer;
    struct progress progress;
};

/* Sends the message and, before it, the lift-off that a person named, if it is due. */
static int send_timed(struct import *i, bool absolute, const struct recorded_message *m,
                      struct err *err)
{
    const struct import_options *o = i->options;
    struct bytes key = o->key != NULL ? bytes_of(o->key) : m->key;
    if (o->lift_off != NULL && absolute && lift_off_is_due(&i->lift_off, key, m->t_ms)) {
        struct recorded_message event = {
            .t_ms = i->lift_off.t_ms, .key = key, .value = lift_off_value()};
        int rc = send_message(i->sender, o, &event, err);
        if (rc != 0)
            return rc;
    }
    return send_message(i->sender, o, m, err);
}

/* Prints the lines, cleaned. */
static void print_lines(struct bytes lines)
{
    while (lines.len > 0) {
        char text[2048];
        const uint8_t *end = memchr(lines.data, '\n', lines.len);
        size_t n = end == NULL ? lines.len : (size_t)(end - lines.data);
        text_clean(bytes_make(lines.data, n), TEXT_ANY_WIDTH, text, sizeof text);
        fprintf(stderr, "%s\n", text);
        n += end != NULL;
        lines = bytes_make(lines.data + n, lines.len - n);
    }
}

static int import_file(struct import *i, struct recording *r, struct err *err)
{
    struct recorded_message m;
    int rc;
    recording_set_lift_off(r, i->start.lift_off_ms);
    while ((rc = recording_next(r, &m, err)) == 1) {
        if (i->pacer.start_ns == 0) {
            i->pacer.start_ns = clock_mono_ns();
            i->pacer.first_ms = m.t_ms;
        }
        progress_show(&i->progress, sender_count(i->sender), i->options->topic, m.t_ms);
        rc = sender_wait(i->sender, pacer_due_ns(&i->pacer, m.t_ms), err);
        if (i->start.now)
            m.t_ms = pacer_date_ms(&i->pacer, m.t_ms, i->start.length_ms);
        if (rc == 0)
            rc = send_timed(i, recording_is_absolute(r), &m, err);
        if (rc != 0)
            break;
    }
    return rc;
}

/* Sends what comes, until it ends or a signal does. A line that is no message is left out. */
static int follow_file(struct import *i, struct recording *r, struct err *err)
{
    struct recorded_message m;
    int64_t left_out = 0;
    int rc = 0;
    recording_set_lift_off(r,
                           i->options->lift_off != NULL ? i->start.lift_off_ms : clock_wall_ms());
    while (stop_signal == 0 && (rc = recording_next(r, &m, err)) != 0) {
        if (rc == ERR_CORRUPT) {
            log_line(LOG_WARN, "left out: %s", err->text);
            left_out++;
            continue;
        }
        if (stop_signal != 0)
            break; /* what came last may be cut */
        if (rc == 1)
            rc = send_timed(i, recording_is_absolute(r), &m, err);
        if (rc < 0)
            return rc;
        progress_show(&i->progress, sender_count(i->sender), i->options->topic, m.t_ms);
    }
    progress_end(&i->progress);
    if (left_out > 0)
        fprintf(stderr, "%lld line%s left out\n", (long long)left_out, left_out == 1 ? "" : "s");
    return 0;
}

/* Reads every file whole before anything is sent, and prints what each is. */
static int open_files(struct import *i, const struct text_list *paths, struct err *err)
{
    int rc = 0;
    i->files = mem_zero(paths->count, sizeof *i->files);
    for (; i->count < paths->count && rc == 0; i->count++) {
        struct buf report = {0};
        rc = recording_open(&i->files[i->count], paths->items[i->count], &i->recording, &report,
                            err);
        print_lines(buf_bytes(&report));
        buf_deinit(&report);
    }
    return rc;
}

/* Prints what --lift-off does to files with times of their own, or says why it cannot. */
static int check_lift_off(struct import *i, const struct text_list *paths, struct err *err)
{
    i->lift_off.t_ms = i->start.lift_off_ms;
    for (size_t k = 0; k < i->count && i->options->lift_off != NULL && !i->options->follow; k++) {
        char at[32];
        if (!recording_is_absolute(i->files[k]))
            continue;
        int rc = lift_off_check(&i->lift_off, paths->items[k], recording_span_of(i->files[k]), err);
        if (rc != 0)
            return rc;
        show_utc(i->lift_off.t_ms, SHOW_DATE_TIME, at);
        fprintf(stderr, "%s: T-0 at %s UTC: an event LIFTOFF goes before the first message then\n",
                paths->items[k], at);
    }
    return 0;
}

/* Without --lift-off and without absolute times in the file, the flight is flown now. */
static void find_start(struct import *i)
{
    struct import_start *start = &i->start;
    int64_t now_ms = clock_wall_ms(), newest_ms = INT64_MIN;
    start->oldest_ms = INT64_MAX;
    for (size_t k = 0; k < i->count; k++) {
        struct recording_span span = recording_span_of(i->files[k]);
        if (k == 0 && i->options->lift_off == NULL) {
            start->now = !span.absolute;
            start->lift_off_ms = now_ms - (span.absolute ? 0 : span.first_ms);
        }
        int64_t shift_ms = span.absolute ? 0 : start->lift_off_ms;
        if (shift_ms + span.first_ms < start->oldest_ms)
            start->oldest_ms = shift_ms + span.first_ms;
        if (shift_ms + span.last_ms > newest_ms)
            newest_ms = shift_ms + span.last_ms;
    }
    bool whole = start->now && i->pacer.speed == 0;
    start->length_ms = whole && newest_ms > now_ms ? newest_ms - now_ms : 0;
    start->oldest_ms -= start->length_ms;
}

static int send_all(struct import *i, struct err *err)
{
    const char *topic = i->options->topic;
    struct sender_options so = {i->options->bootstrap, i->options->command_config, "rec",
                                &stop_signal};
    int rc = sender_open(&i->sender, &so, err);
    if (rc != 0)
        return rc;
    if (!i->options->follow)
        sender_keep(i->sender, topic, i->start.oldest_ms);
    rc = sender_topic(i->sender, topic, err);
    for (size_t k = 0; k < i->count && rc == 0; k++)
        rc = i->options->follow ? follow_file(i, i->files[k], err)
                                : import_file(i, i->files[k], err);
    int flushed = sender_flush(i->sender, rc == 0 ? err : NULL);
    int64_t sent = sender_count(i->sender);
    progress_end(&i->progress);
    fprintf(stderr, "sent %lld message%s to %s\n", (long long)sent, sent == 1 ? "" : "s", topic);
    sender_close(i->sender);
    return rc != 0 ? rc : flushed;
}

static int read_options(struct import *i, struct err *err)
{
    const struct import_options *o = i->options;
    if (o->topic == NULL && !o->dry_run)
        return err_set(err, ERR_USAGE, "--topic TOPIC is required");
    if (pacer_parse_speed(o->speed, &i->pacer.speed) != 0)
        return err_set(err, ERR_USAGE, "--speed takes 0.01 to 1000 or max, not \"%s\"", o->speed);
    if (o->lift_off != NULL && show_parse_utc(o->lift_off, &i->start.lift_off_ms) != 0)
        return err_set(err, ERR_USAGE,
                       "--lift-off takes a UTC time such as 2017-08-24T18:51:00Z, "
                       "not \"%s\"",
                       o->lift_off);
    return 0;
}

/* `*told` when the error has been printed, in the words of a compiler. */
static int import_all(const struct import_options *o, const struct text_list *paths, bool *told,
                      struct err *err)
{
    struct import import = {.options = o, .recording.reading = o->reading};
    import.recording.follow = o->follow ? &stop_signal : NULL;
    import.recording.reading.timeless = o->follow;
    int rc = read_options(&import, err);
    if (rc == 0 && paths->count == 0)
        rc = err_set(err, ERR_USAGE, "no input file given");
    if (rc == 0 && o->follow && (paths->count > 1 || o->dry_run))
        rc = err_set(err, ERR_USAGE, "--follow takes one file, and no --dry-run");
    if (rc == 0) {
        rc = open_files(&import, paths, err);
        *told = rc == ERR_CORRUPT;
    }
    if (rc == 0)
        rc = check_lift_off(&import, paths, err);
    if (rc == 0 && o->dry_run) {
        fprintf(stderr, "nothing was sent (--dry-run)\n");
    } else if (rc == 0) {
        find_start(&import);
        rc = send_all(&import, err);
    }
    for (size_t k = 0; k < import.count; k++)
        recording_close(import.files[k]);
    free(import.files);
    return rc;
}

int cmd_import(int argc, char **argv)
{
    struct import_options o = {.bootstrap = "localhost:9092", .speed = "1"};
    struct text_list files = {0};
    struct err err;
    bool told = false;
    int rc = options_parse(&table, argc, argv, &o, &files, &err);
    if (rc == OPTIONS_OK) {
        stop_watch();
        rc = import_all(&o, &files, &told, &err);
    }
    text_list_deinit(&files);
    return told ? 1 : command_end(&table, rc, &err);
}
