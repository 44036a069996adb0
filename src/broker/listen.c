/* listen.c: resolving, binding, listening, and what can prevent it. */
#include "broker/listen.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/logline.h"
#include "base/mem.h"
#include "broker/broker.h"

enum { BACKLOG = 511 };

int endpoint_parse(const char *text, struct endpoint *out, struct err *err)
{
    const char *at = strstr(text, "://");
    if (at != NULL && strncmp(text, "PLAINTEXT://", 12) != 0)
        return err_set(err, ERR_USAGE, "cannot listen on %s: only PLAINTEXT:// is supported", text);
    at = at != NULL ? at + 3 : text;
    const char *colon = strrchr(at, ':');
    char *end = NULL;
    long port = colon != NULL ? strtol(colon + 1, &end, 10) : -1;
    if (colon == NULL || end == colon + 1 || *end != '\0' || port < 0 || port > 65535)
        return err_set(err, ERR_USAGE, "cannot listen on %s: expected HOST:PORT", text);
    size_t len = (size_t)(colon - at);
    bool bracketed = len >= 2 && at[0] == '[' && at[len - 1] == ']';
    if (bracketed) {
        at++;
        len -= 2;
    }
    if (len >= sizeof out->host || (!bracketed && memchr(at, ':', len) != NULL))
        return err_set(err, ERR_USAGE, "cannot listen on %s: expected HOST:PORT or [V6]:PORT",
                       text);
    *out = (struct endpoint){.port = (uint16_t)port};
    memcpy(out->host, at, len);
    return 0;
}

static bool is_loopback(const struct sockaddr *addr)
{
    if (addr->sa_family == AF_INET) {
        uint32_t ip = ntohl(((const struct sockaddr_in *)addr)->sin_addr.s_addr);
        return ip >> 24 == 127;
    }
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)addr)->sin6_addr);
}

static void set_port(struct sockaddr *addr, uint16_t port)
{
    if (addr->sa_family == AF_INET)
        ((struct sockaddr_in *)addr)->sin_port = htons(port);
    else
        ((struct sockaddr_in6 *)addr)->sin6_port = htons(port);
}

static uint16_t bound_port(const uv_tcp_t *tcp)
{
    struct sockaddr_storage addr;
    int len = sizeof addr;
    if (uv_tcp_getsockname(tcp, (struct sockaddr *)&addr, &len) != 0)
        return 0;
    return ntohs(addr.ss_family == AF_INET ? ((struct sockaddr_in *)&addr)->sin_port
                                           : ((struct sockaddr_in6 *)&addr)->sin6_port);
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

static void on_connection(uv_stream_t *listener, int status)
{
    if (status == 0)
        server_accept(listener->data, listener);
}

static int try_listen(struct broker *b, struct sockaddr *addr)
{
    uv_tcp_t *tcp = mem_zero(1, sizeof *tcp);
    uv_tcp_init(&b->loop, tcp);
    tcp->data = b;
    int rc = uv_tcp_bind(tcp, addr, addr->sa_family == AF_INET6 ? UV_TCP_IPV6ONLY : 0);
    if (rc == 0)
        rc = uv_listen((uv_stream_t *)tcp, BACKLOG, on_connection);
    if (rc == 0)
        b->server.listeners[b->server.listener_count++] = tcp;
    else
        uv_close((uv_handle_t *)tcp, free_handle);
    return rc;
}

static int refuse(const struct endpoint *e, int rc, struct err *err)
{
    if (rc == UV_EADDRINUSE)
        return err_set(err, ERR_BUSY,
                       "port %u on %s is in use, perhaps by another broker: stop it, or listen "
                       "elsewhere with --listen HOST:PORT",
                       e->port, e->host);
    return err_set(err, ERR_FAIL, "cannot listen on %s:%u: %s", e->host, e->port, uv_strerror(rc));
}

static int listen_address(struct broker *b, const struct endpoint *e, struct sockaddr *addr,
                          struct err *err)
{
    struct server *s = &b->server;
    if (!is_loopback(addr) && !config_number(&b->config, BROKER_ALLOW_INSECURE_LISTENERS))
        return err_set(err, ERR_USAGE,
                       "%s is reachable from other machines, and this broker does not authenticate "
                       "clients: listen on localhost, or allow it with -c "
                       "allow.insecure.listeners=true",
                       e->host);
    if (s->listener_count == LIMIT_LISTENERS)
        return err_set(err, ERR_USAGE, "cannot listen on more than %d addresses", LIMIT_LISTENERS);
    int rc = UV_EADDRINUSE;
    if (e->port == 0 && s->listener_count > 0) {
        set_port(addr, bound_port(s->listeners[s->listener_count - 1]));
        rc = try_listen(b, addr);
    }
    if (rc == UV_EADDRINUSE) {
        set_port(addr, e->port);
        rc = try_listen(b, addr);
    }
    return rc == 0 || (e->may_miss && rc != UV_EADDRINUSE) ? 0 : refuse(e, rc, err);
}

/* "localhost" means both loopback addresses, whatever /etc/hosts says. */
static int listen_localhost(struct broker *b, const struct endpoint *e, struct err *err)
{
    struct endpoint v4 = *e, v6 = *e;
    struct sockaddr_in a4;
    struct sockaddr_in6 a6;
    snprintf(v4.host, sizeof v4.host, "127.0.0.1");
    snprintf(v6.host, sizeof v6.host, "::1");
    v6.may_miss = true;
    uv_ip4_addr(v4.host, v4.port, &a4);
    uv_ip6_addr(v6.host, v6.port, &a6);
    int rc = listen_address(b, &v4, (struct sockaddr *)&a4, err);
    return rc != 0 ? rc : listen_address(b, &v6, (struct sockaddr *)&a6, err);
}

static int listen_endpoint(struct broker *b, const struct endpoint *e, struct err *err)
{
    struct sockaddr_in a4;
    struct sockaddr_in6 a6;
    if (strcmp(e->host, "localhost") == 0)
        return listen_localhost(b, e, err);
    if (e->host[0] == '\0') {
        uv_ip4_addr("0.0.0.0", e->port, &a4);
        return listen_address(b, e, (struct sockaddr *)&a4, err);
    }
    if (uv_ip4_addr(e->host, e->port, &a4) == 0)
        return listen_address(b, e, (struct sockaddr *)&a4, err);
    if (uv_ip6_addr(e->host, e->port, &a6) == 0)
        return listen_address(b, e, (struct sockaddr *)&a6, err);
    struct addrinfo *found, hints = {.ai_socktype = SOCK_STREAM};
    int rc = getaddrinfo(e->host, NULL, &hints, &found);
    if (rc != 0)
        return err_set(err, ERR_FAIL, "cannot listen on %s: %s", e->host, gai_strerror(rc));
    struct sockaddr_storage addr;
    memcpy(&addr, found->ai_addr, found->ai_addrlen);
    freeaddrinfo(found);
    set_port((struct sockaddr *)&addr, e->port);
    return listen_address(b, e, (struct sockaddr *)&addr, err);
}

int server_listen(struct broker *b, const struct endpoint *endpoints, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        int rc = listen_endpoint(b, &endpoints[i], err);
        if (rc != 0)
            return rc;
    }
    if (b->server.listener_count == 0)
        return err_set(err, ERR_FAIL, "no address to listen on");
    return 0;
}

void server_address(const struct server *s, size_t i, char *out, size_t size)
{
    struct sockaddr_storage addr;
    int len = sizeof addr;
    char host[64];
    uv_tcp_getsockname(s->listeners[i], (struct sockaddr *)&addr, &len);
    uv_ip_name((struct sockaddr *)&addr, host, sizeof host);
    snprintf(out, size, addr.ss_family == AF_INET6 ? "[%s]:%u" : "%s:%u", host,
             bound_port(s->listeners[i]));
}
