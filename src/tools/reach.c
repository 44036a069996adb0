/* reach.c: Kafka's WARN lines and our one sentence. */
#include "tools/reach.h"

#include <stdio.h>

#include "base/clock.h"

/* A host name's first address may be refused where the next is not: silence until then. */
enum { QUIET_MS = 300, WARN_EVERY_MS = 1000, SAY_AFTER_MS = 2000 };

static const char logger[] = "org.apache.kafka.clients.NetworkClient";

int reach_init(struct reach *r, const char *program, const char *bootstrap, const char *outer,
               struct thrown *t)
{
    struct err err;
    *r = (struct reach){.program = program, .bootstrap = bootstrap, .started_ms = clock_mono_ms()};
    if (bootstrap_resolve(&r->addresses, bootstrap, reach_warn, r, &err) == 0)
        return 0;
    thrown_set(t, "org.apache.kafka.common.config.ConfigException", "%s", err.text);
    return thrown_wrap(t, "org.apache.kafka.common.KafkaException", outer);
}

void reach_deinit(struct reach *r)
{
    bootstrap_deinit(&r->addresses);
}

static const char *address_of(const struct reach *r, const char *host, const char *port)
{
    for (size_t i = 0; i < r->addresses.count; i++)
        if (strcmp(r->addresses.items[i].host, host) == 0 &&
            strcmp(r->addresses.items[i].port, port) == 0)
            return r->addresses.items[i].ip;
    return host;
}

void reach_trouble(void *ctx, const struct client_trouble *t)
{
    struct reach *r = ctx;
    int64_t now = clock_mono_ms();
    snprintf(r->why, sizeof r->why, "%s", t->why);
    if ((now - r->started_ms < QUIET_MS && !r->reached) || now - r->warned_ms < WARN_EVERY_MS)
        return;
    r->warned_ms = now;
    thrown_log("WARN", logger, NULL,
               "%sConnection to node %d (%s/%s:%s) could not be established. Node may not be "
               "available.",
               r->context, t->node, t->host, address_of(r, t->host, t->port), t->port);
    if (r->names_bootstrap && t->node == -1)
        thrown_log("WARN", logger, NULL,
                   "%sBootstrap broker %s:%s (id: -1 rack: null) disconnected", r->context, t->host,
                   t->port);
    reach_tick(r);
}

void reach_warn(void *ctx, const char *sentence)
{
    struct reach *r = ctx;
    thrown_log("WARN", "org.apache.kafka.clients.ClientUtils", NULL, "%s%s", r->context, sentence);
}

static void say(struct reach *r)
{
    struct thrown sentence = {0};
    thrown_set(
        &sentence, "",
        "%s: no broker answers at %s%s%s%s. Start one with `minibroker` or `./launch shell`, "
        "or name another with --bootstrap-server; still trying.",
        r->program, r->bootstrap, *r->why != '\0' ? " (" : "", r->why, *r->why != '\0' ? ")" : "");
    thrown_say(&sentence);
    thrown_deinit(&sentence);
    r->said = true;
}

void reach_tick(struct reach *r)
{
    if (!r->reached && !r->said && clock_mono_ms() - r->started_ms >= SAY_AFTER_MS)
        say(r);
}

void reach_done(struct reach *r)
{
    r->reached = true;
}

void reach_give_up(struct reach *r)
{
    if (!r->reached && !r->said)
        say(r);
}
