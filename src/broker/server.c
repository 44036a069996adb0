/* server.c: accepting connections, closing some to make room, and closing all at the end. */
#include "broker/server.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "broker/conn_internal.h"

/* ---- the two ends ---- */

static void name_ends(struct conn *c)
{
    struct sockaddr_storage addr;
    char peer[sizeof c->peer->address] = "";
    int len = sizeof addr;
    uv_tcp_getsockname(&c->tcp, (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, c->host, sizeof c->host);
    c->port = ntohs(addr.ss_family == AF_INET ? ((struct sockaddr_in *)&addr)->sin_port
                                              : ((struct sockaddr_in6 *)&addr)->sin6_port);
    len = sizeof addr;
    uv_tcp_getpeername(&c->tcp, (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, peer, sizeof peer);
    c->peer = peer_of(&c->broker->server.turns, peer);
}

/* ---- making room by closing the connection that is idle longest ---- */

/* It has no request or response pending. */
static bool is_silent(const struct conn *c)
{
    return TAILQ_EMPTY(&c->requests) && c->output_bytes == 0 && !c->paused && !c->waits_for_memory;
}

/* Of that address; NULL if all are busy. */
static struct conn *longest_silent(const struct server *s, const struct peer *peer)
{
    struct conn *found = NULL;
    for (struct conn *c = s->conns; c != NULL; c = c->next)
        if (c->peer == peer && is_silent(c) && (found == NULL || c->active_ms <= found->active_ms))
            found = c;
    return found;
}

static const struct peer *largest_peer(const struct server *s)
{
    const struct peer *found = s->turns.peers;
    for (const struct peer *peer = found; peer != NULL; peer = peer->next)
        if (peer->conn_count > found->conn_count)
            found = peer;
    return found;
}

/* An address over its own limit loses one of its connections; over the limit of all, the address
 * with the most does. False if none is idle. */
static bool make_room(const struct conn *newcomer)
{
    const struct server *s = &newcomer->broker->server;
    const struct config *config = &newcomer->broker->config;
    const struct peer *from = NULL;
    if ((int64_t)newcomer->peer->conn_count >= config_number(config, BROKER_MAX_CONNECTIONS_PER_IP))
        from = newcomer->peer;
    else if ((int64_t)s->conn_count >= config_number(config, BROKER_MAX_CONNECTIONS))
        from = largest_peer(s);
    struct conn *silent = from != NULL ? longest_silent(s, from) : NULL;
    if (silent != NULL)
        conn_close(silent, "longest idle, and too many are open");
    return from == NULL || silent != NULL;
}

/* ---- accepting ---- */

void server_accept(struct broker *b, uv_stream_t *listener)
{
    struct server *s = &b->server;
    struct conn *c = mem_zero(1, sizeof *c);
    uv_tcp_init(&b->loop, &c->tcp);
    c->broker = b;
    TAILQ_INIT(&c->requests);
    c->timer.fire = conn_on_time;
    if (uv_accept(listener, (uv_stream_t *)&c->tcp) != 0) {
        uv_close((uv_handle_t *)&c->tcp, conn_on_closed);
        return;
    }
    name_ends(c);
    if (!make_room(c)) {
        conn_complain(s, LOG_WARN, "refused connection from", c->peer->address,
                      "too many are open");
        uv_close((uv_handle_t *)&c->tcp, conn_on_closed);
        return;
    }
    if ((c->next = s->conns) != NULL)
        c->next->prev = c;
    s->conns = c;
    s->conn_count++;
    c->peer->conn_count++;
    uv_tcp_nodelay(&c->tcp, 1);
    c->active_ms = clock_mono_ms();
    conn_watch_time(c);
    conn_read_start(c);
}

/* ---- start and stop ---- */

/* As many as fit; the others keep waiting. */
static void on_memory_freed(struct timer *timer)
{
    struct server *s = CONTAINER_OF(timer, struct server, requests.freed);
    struct conn *next;
    for (struct conn *c = s->conns; c != NULL; c = next) {
        next = c->next;
        if (c->waits_for_memory)
            conn_retry_frame(c);
    }
}

void server_init(struct server *s, struct broker *b)
{
    turns_init(&s->turns, &b->loop);
    request_pool_init(&s->requests, b, &b->timers, &s->turns, on_memory_freed);
    s->read_buffer = mem_alloc(READ_BUFFER_BYTES);
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

void server_stop(struct server *s)
{
    request_pool_stop(&s->requests);
    for (size_t i = 0; i < s->listener_count; i++)
        uv_close((uv_handle_t *)s->listeners[i], free_handle);
    s->listener_count = 0;
    while (s->conns != NULL)
        conn_close(s->conns, NULL);
    free(s->read_buffer);
    s->read_buffer = NULL;
}
