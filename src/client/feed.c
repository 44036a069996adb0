/* feed.c: the feed as a whole: opened, waited for, closed. */
#include "client/feed.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/mem.h"
#include "client/feed_internal.h"

/* ---- waking ---- */

static void on_look(void *owner)
{
    feed_wake(owner);
}

void feed_wait(struct feed *f, int wait_ms)
{
    struct pollfd fd = {.fd = f->wake[0], .events = POLLIN};
    if (poll(&fd, 1, wait_ms) > 0)
        fd_drain(f->wake[0]);
    /* Errors first: they apply to what is in the queues. */
    rd_kafka_poll(f->follows.rk, 0);
    rd_kafka_poll(f->looks.rk, 0);
    if (f->hauls.rk != NULL) {
        rd_kafka_poll(f->hauls.rk, 0);
        feed_sources_settle(f);
    }
    feed_budget_enforce(f);
}

/* ---- opening ---- */

static void free_feed(struct feed *f)
{
    feed_ids_close(f->looker.ids);
    feed_client_close(&f->looks);
    feed_client_close(&f->follows);
    feed_client_close(&f->hauls);
    close(f->wake[0]);
    close(f->wake[1]);
    free(f);
}

int feed_open(struct feed **out, const struct feed_options *options, struct err *err)
{
    struct feed *f = mem_zero(1, sizeof *f);
    f->options = *options;
    const char *servers = properties_get(options->java, "bootstrap.servers");
    snprintf(f->view.broker, sizeof f->view.broker, "%s", servers == NULL ? "" : servers);
    snprintf(f->view.why, sizeof f->view.why, "%.100s: no response", f->view.broker);
    int rc = fd_pipe(f->wake, err);
    if (rc != 0) {
        free(f);
        return rc;
    }
    rc = feed_client_open(f, FEED_FOLLOWS, &f->follows, err);
    if (rc == 0)
        rc = feed_client_open(f, FEED_LOOKS, &f->looks, err);
    f->looker = (struct feed_looker){.rk = f->looks.rk,
                                     .ids = feed_ids_open(options->java),
                                     .wants = options->wants,
                                     .ctx = options->ctx,
                                     .told = on_look,
                                     .owner = f};
    if (rc == 0)
        rc = feed_looker_start(&f->looker, err);
    if (rc != 0) {
        free_feed(f);
        return rc;
    }
    *out = f;
    return 0;
}

void feed_close(struct feed *f)
{
    if (f == NULL)
        return;
    feed_looker_stop(&f->looker);
    for (int i = 0; i < f->count; i++) {
        if (f->sources[i]->used)
            feed_stop(f, i);
    }
    feed_client_close(&f->follows); /* its threads may touch sources until then */
    feed_client_close(&f->hauls);
    for (int i = 0; i < f->count; i++)
        free(f->sources[i]);
    free(f->sources);
    free(f->view.parts);
    free_feed(f);
}

/* ---- the look ---- */

const struct feed_view *feed_look(struct feed *f)
{
    feed_looker_copy(&f->looker, &f->view);
    if (f->view.reached)
        f->named = false;
    return &f->view;
}

int64_t feed_ask(struct feed *f)
{
    return feed_looker_ask(&f->looker);
}

int64_t feed_breaks(const struct feed *f)
{
    return f->breaks;
}
