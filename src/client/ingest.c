/* ingest.c: the ingest as a whole: opened, waited for, closed. */
#include "client/ingest.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/mem.h"
#include "client/ingest_internal.h"

/* ---- waking ---- */

static void on_look(void *owner)
{
    ingest_wake(owner);
}

void ingest_wait(struct ingest *in, int wait_ms)
{
    struct pollfd fd = {.fd = in->wake[0], .events = POLLIN};
    if (poll(&fd, 1, wait_ms) > 0)
        fd_drain(in->wake[0]);
    /* Errors first: they apply to what is in the queues. */
    rd_kafka_poll(in->follows.rk, 0);
    rd_kafka_poll(in->looks.rk, 0);
    if (in->hauls.rk != NULL) {
        rd_kafka_poll(in->hauls.rk, 0);
        ingest_sources_settle(in);
    }
    ingest_budget_enforce(in);
}

/* ---- opening ---- */

static void free_ingest(struct ingest *in)
{
    ingest_ids_close(in->looker.ids);
    ingest_client_close(&in->looks);
    ingest_client_close(&in->follows);
    ingest_client_close(&in->hauls);
    close(in->wake[0]);
    close(in->wake[1]);
    free(in);
}

int ingest_open(struct ingest **out, const struct ingest_options *options, struct err *err)
{
    struct ingest *in = mem_zero(1, sizeof *in);
    in->options = *options;
    const char *servers = properties_get(options->java, "bootstrap.servers");
    snprintf(in->view.broker, sizeof in->view.broker, "%s", servers == NULL ? "" : servers);
    snprintf(in->view.why, sizeof in->view.why, "%.100s: no response", in->view.broker);
    int rc = fd_pipe(in->wake, err);
    if (rc != 0) {
        free(in);
        return rc;
    }
    rc = ingest_client_open(in, INGEST_FOLLOWS, &in->follows, err);
    if (rc == 0)
        rc = ingest_client_open(in, INGEST_LOOKS, &in->looks, err);
    in->looker = (struct ingest_looker){.rk = in->looks.rk,
                                        .ids = ingest_ids_open(options->java),
                                        .wants = options->wants,
                                        .ctx = options->ctx,
                                        .told = on_look,
                                        .owner = in};
    if (rc == 0)
        rc = ingest_looker_start(&in->looker, err);
    if (rc != 0) {
        free_ingest(in);
        return rc;
    }
    *out = in;
    return 0;
}

void ingest_close(struct ingest *in)
{
    if (in == NULL)
        return;
    ingest_looker_stop(&in->looker);
    for (int i = 0; i < in->count; i++) {
        if (in->sources[i]->used)
            ingest_stop(in, i);
    }
    ingest_client_close(&in->follows); /* its threads may touch sources until then */
    ingest_client_close(&in->hauls);
    for (int i = 0; i < in->count; i++)
        free(in->sources[i]);
    free(in->sources);
    free(in->view.parts);
    free_ingest(in);
}

/* ---- the look ---- */

const struct ingest_view *ingest_look(struct ingest *in)
{
    ingest_looker_copy(&in->looker, &in->view);
    if (in->view.reached)
        in->named = false;
    return &in->view;
}

int64_t ingest_ask(struct ingest *in)
{
    return ingest_looker_ask(&in->looker);
}

int64_t ingest_breaks(const struct ingest *in)
{
    return in->breaks;
}
