/* bootstrap.c: addresses in Kafka's form, resolved by the system. */
#include "client/bootstrap.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "client/resolver.h"

static bool is_host_byte(int c)
{
    return isalnum(c) || c == '-' || c == '%' || c == '.' || c == '_' || c == ':';
}

/* Java's form: an optional "scheme://", an optional bracket, the host, its bracket, ":digits". Like
 * Java, ignores what follows the digits. */
int bootstrap_split(const char *text, size_t len, char host[256], char port[8])
{
    const char *end = text + len;
    for (const char *at = text; at + 3 <= end; at++)
        if (memcmp(at, "://", 3) == 0) {
            text = at + 3;
            break;
        }
    if (text < end && *text == '[')
        text++;
    const char *stop = text;
    while (stop < end && is_host_byte((unsigned char)*stop))
        stop++;
    const char *colon = stop;
    if (stop < end && *stop == ']') {
        colon = stop + 1;
    } else {
        while (colon > text && colon[-1] != ':')
            colon--;
        colon--;
        stop = colon;
    }
    if (colon < text || colon >= end || *colon != ':')
        return -1;
    size_t digits = 0;
    while (colon + 1 + digits < end && isdigit((unsigned char)colon[1 + digits]))
        digits++;
    size_t host_len = (size_t)(stop - text);
    if (digits == 0 || digits > 5 || host_len == 0 || host_len > 255)
        return -1;
    bytes_to_text(bytes_make(text, host_len), host, 256);
    bytes_to_text(bytes_make(colon + 1, digits), port, 8);
    return 0;
}

static void add_address(struct bootstrap *b, const char *host, const char *port,
                        const struct addrinfo *info)
{
    b->items = mem_grow(b->items, b->count + 1, sizeof *b->items);
    struct bootstrap_address *to = &b->items[b->count++];
    *to = (struct bootstrap_address){.sa_len = info->ai_addrlen};
    snprintf(to->host, sizeof to->host, "%s", host);
    snprintf(to->port, sizeof to->port, "%s", port);
    memcpy(&to->sa, info->ai_addr, info->ai_addrlen);
    getnameinfo(info->ai_addr, info->ai_addrlen, to->ip, sizeof to->ip, NULL, 0, NI_NUMERICHOST);
}

size_t bootstrap_add(struct bootstrap *b, const char *host, const char *port)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC}, *list;
    size_t before = b->count;
    if (resolve(host, port, &hints, &list) != 0)
        return 0;
    static const int families[] = {AF_INET, AF_INET6};
    for (size_t f = 0; f < ARRAY_SIZE(families); f++)
        for (const struct addrinfo *at = list; at != NULL; at = at->ai_next)
            if (at->ai_family == families[f])
                add_address(b, host, port, at);
    freeaddrinfo(list);
    return b->count - before;
}

static int add_one(struct bootstrap *b, const char *text, size_t len, client_warn *warn, void *ctx,
                   struct err *err)
{
    char host[256], port[8], sentence[700];
    if (bootstrap_split(text, len, host, port) != 0)
        return err_set(err, ERR_USAGE, "Invalid url in bootstrap.servers: %.*s", (int)len, text);
    if (atoi(port) > 65535)
        return err_set(err, ERR_USAGE, "Invalid port in bootstrap.servers: %.*s", (int)len, text);
    if (bootstrap_add(b, host, port) > 0)
        return 0;
    snprintf(sentence, sizeof sentence,
             "Couldn't resolve server %.*s from bootstrap.servers as DNS resolution failed for %s",
             len > 300 ? 300 : (int)len, text, host);
    warn(ctx, sentence);
    return 0;
}

int bootstrap_check(const char *list, struct err *err)
{
    char host[256], port[8];
    while (*list != '\0') {
        size_t skip = strspn(list, ", \t");
        size_t len = strcspn(list + skip, ", \t");
        if (len > 0 && (bootstrap_split(list + skip, len, host, port) != 0 || atoi(port) == 0 ||
                        atoi(port) > 65535))
            return err_set(err, ERR_USAGE,
                           "--bootstrap-server takes HOST:PORT, as in localhost:9092, not \"%.*s\"",
                           (int)len, list + skip);
        list += skip + len;
    }
    return 0;
}

int bootstrap_resolve(struct bootstrap *b, const char *list, client_warn *warn, void *ctx,
                      struct err *err)
{
    *b = (struct bootstrap){0};
    while (*list != '\0') {
        size_t skip = strspn(list, ", \t");
        size_t len = strcspn(list + skip, ", \t");
        int rc = len == 0 ? 0 : add_one(b, list + skip, len, warn, ctx, err);
        if (rc != 0)
            return rc;
        list += skip + len;
    }
    if (b->count == 0)
        return err_set(err, ERR_NOT_FOUND,
                       "No resolvable bootstrap urls given in bootstrap.servers");
    return 0;
}

void bootstrap_deinit(struct bootstrap *b)
{
    free(b->items);
    *b = (struct bootstrap){0};
}
