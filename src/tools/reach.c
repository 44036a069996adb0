/* reach.c: Kafka's WARN lines and our one sentence. */
#include "tools/reach.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/start_broker.h"

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

static bool is_literal(const char *host)
{
    uint8_t bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static void warn(struct reach *r)
{
    const char *ip = address_of(r, r->host, r->port);
    const char *name = is_literal(r->host) ? "" : r->host; /* as Java prints the two */
    r->warned_ms = clock_mono_ms();
    thrown_log("WARN", logger, NULL,
               "%sConnection to node %d (%s/%s:%s) could not be established. Node may not be "
               "available.",
               r->context, r->node, name, ip, r->port);
    if (r->names_bootstrap && r->node == -1)
        thrown_log("WARN", logger, NULL,
                   "%sBootstrap broker %s:%s (id: -1 rack: null isFenced: false) disconnected",
                   r->context, r->host, r->port);
}

void reach_trouble(void *ctx, const struct client_trouble *t)
{
    struct reach *r = ctx;
    snprintf(r->why, sizeof r->why, "%s", t->why);
    snprintf(r->host, sizeof r->host, "%s", t->host);
    snprintf(r->port, sizeof r->port, "%s", t->port);
    r->node = t->node;
    if (r->reached && clock_mono_ms() - r->warned_ms >= WARN_EVERY_MS)
        warn(r);
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
    char advice[START_BROKER_ADVICE_SIZE];
    start_broker_advice(r->bootstrap, advice);
    advice[0] = (char)toupper((unsigned char)advice[0]);
    thrown_set(&sentence, "", "%s: no broker answers at %s%s%s%s. %s; still trying.", r->program,
               r->bootstrap, *r->why != '\0' ? " (" : "", r->why, *r->why != '\0' ? ")" : "",
               advice);
    thrown_say(&sentence);
    thrown_deinit(&sentence);
    r->said = true;
}

void reach_tick(struct reach *r)
{
    int64_t now = clock_mono_ms();
    if (r->reached)
        return;
    if (*r->host != '\0' && now - r->started_ms >= QUIET_MS && now - r->warned_ms >= WARN_EVERY_MS)
        warn(r);
    if (!r->said && now - r->started_ms >= SAY_AFTER_MS)
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
