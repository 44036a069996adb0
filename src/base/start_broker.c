#include "base/start_broker.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Without scheme and brackets: "[::1]:9092" is the host ::1. False: not HOST:PORT. */
static bool split(const char *servers, char host[64], char port[8])
{
    const char *scheme = strstr(servers, "://"), *from = scheme != NULL ? scheme + 3 : servers;
    size_t len = strcspn(from, ",");
    const char *colon = from + len;
    while (colon > from && *colon != ':')
        colon--;
    size_t host_len = (size_t)(colon - from), port_len = len - host_len;
    if (host_len == 0 || host_len >= 64 || port_len < 2 || port_len > 6 ||
        strspn(colon + 1, "0123456789") != port_len - 1)
        return false;
    bool bracketed = *from == '[' && colon[-1] == ']';
    snprintf(host, 64, "%.*s", (int)host_len - 2 * bracketed, from + bracketed);
    snprintf(port, 8, "%.*s", (int)port_len - 1, colon + 1);
    return true;
}

static bool is_here(const char *host)
{
    bool ipv4 = strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == strlen(host);
    return ipv4 || strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0;
}

const char *start_broker_command(const char *servers, char out[START_BROKER_SIZE])
{
    char host[64], port[8];
    out[0] = '\0';
    if (!split(servers, host, port) || !is_here(host))
        return out;
    bool listened_to = strcmp(host, "localhost") == 0 || strcmp(host, "127.0.0.1") == 0 ||
                       strcmp(host, "::1") == 0;
    if (listened_to && strcmp(port, "9092") == 0)
        snprintf(out, START_BROKER_SIZE, "minibroker");
    else
        snprintf(out, START_BROKER_SIZE,
                 strchr(host, ':') != NULL ? "minibroker --listen [%s]:%s"
                                           : "minibroker --listen %s:%s",
                 host, port);
    return out;
}

const char *start_broker_advice(const char *servers, char out[START_BROKER_ADVICE_SIZE])
{
    char command[START_BROKER_SIZE];
    if (start_broker_command(servers, command)[0] == '\0')
        snprintf(out, START_BROKER_ADVICE_SIZE, "name another with --bootstrap-server");
    else
        snprintf(out, START_BROKER_ADVICE_SIZE,
                 "start one with `%s`, or name another with --bootstrap-server", command);
    return out;
}
