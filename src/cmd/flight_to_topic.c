/* flight_to_topic.c: rows of one rocket, a batch at a time, each when it is due. */
#include "cmd/flight_to_topic.h"

#include "base/clock.h"
#include "cmd/progress.h"
#include "cmd/stop_signal.h"
#include "source/pacer.h"
#include "source/sender.h"
#include "store/headers.h"

enum { ROWS_AT_ONCE = 256 };

struct replay {
    const struct flight_to_topic *plan;
    struct sender *sender;
    struct pacer pacer;
    struct progress progress;
    int64_t wall_ms; /* when the first message was sent */
    int64_t next_seq;
    int rc;
    struct err *err;
};

static int send_row(void *owner, const struct store_message *m)
{
    struct replay *p = owner;
    if (p->pacer.start_ns == 0) {
        p->pacer.start_ns = clock_mono_ns();
        p->pacer.first_ms = m->t_ms;
        p->wall_ms = clock_wall_ms();
    }
    progress_show(&p->progress, sender_count(p->sender), p->plan->topic, m->t_ms);
    p->rc = sender_wait(p->sender, pacer_due_ns(&p->pacer, m->t_ms), p->err);
    if (p->rc != 0)
        return 1;
    int64_t length_ms = p->plan->flight.v1_ms - p->plan->flight.v0_ms;
    struct client_header headers[SENDER_MAX_HEADERS];
    char names[SENDER_MAX_HEADERS][128];
    size_t n = 0;
    struct store_headers walk;
    struct store_header header;
    store_headers_begin(&walk, m->headers);
    while (n < SENDER_MAX_HEADERS && store_headers_next(&walk, &header)) {
        headers[n].name = bytes_to_text(header.name, names[n], sizeof names[n]);
        headers[n++].value = header.value;
    }
    struct client_record record = {
        .topic = p->plan->topic,
        .partition = -1,
        .time_ms = p->wall_ms - p->pacer.first_ms + pacer_date_ms(&p->pacer, m->t_ms, length_ms),
        .key = m->key,
        .value = m->value,
        .headers = headers,
        .header_count = n,
    };
    p->rc = sender_send(p->sender, &record, p->err);
    p->next_seq = m->seq + 1;
    return p->rc != 0;
}

int flight_to_topic(struct reader *r, const struct flight_to_topic *f, int64_t *sent,
                    struct err *err)
{
    struct replay p = {
        .plan = f, .pacer = {.speed = f->speed}, .next_seq = f->flight.seq0, .err = err};
    struct sender_options options = {f->bootstrap, f->command_config, "rec", &stop_signal};
    int rc = sender_open(&p.sender, &options, err);
    if (rc != 0)
        return rc;
    rc = sender_topic(p.sender, f->topic, err);
    while (rc == 0 && p.next_seq <= f->flight.seq1) {
        int n = reader_rocket_rows(r, f->flight.rocket, p.next_seq, f->flight.seq1, ROWS_AT_ONCE,
                                   send_row, &p, err);
        rc = n < 0 ? n : p.rc;
        if (n == 0)
            break;
    }
    int flushed = sender_flush(p.sender, rc == 0 ? err : NULL);
    *sent = sender_count(p.sender);
    progress_end(&p.progress);
    sender_close(p.sender);
    return rc != 0 ? rc : flushed;
}
