/* resolver.h: resolves names to addresses, for librdkafka and for ask.h.
 *
 * `localhost` is the loopback address even where the system does not know the name, as in a
 * container without /etc/hosts (RFC 6761, section 6.3). */
#ifndef CLIENT_RESOLVER_H
#define CLIENT_RESOLVER_H

#include <netdb.h>

/* As getaddrinfo(3); the caller frees with freeaddrinfo(3). */
int resolve(const char *node, const char *service, const struct addrinfo *hints,
            struct addrinfo **res);

/* librdkafka's resolve callback: as resolve(); without node, service and hints it frees *res. */
int resolve_for_rdkafka(const char *node, const char *service, const struct addrinfo *hints,
                        struct addrinfo **res, void *opaque);

#endif
