/* resolver.c: getaddrinfo() with a fallback for localhost. */
#include "client/resolver.h"

#include <stddef.h>
#include <strings.h>

int resolve(const char *node, const char *service, const struct addrinfo *hints,
            struct addrinfo **res)
{
    int rc = getaddrinfo(node, service, hints, res);
    if (rc != 0 && node != NULL && strcasecmp(node, "localhost") == 0)
        return getaddrinfo("127.0.0.1", service, hints, res);
    return rc;
}

int resolve_for_rdkafka(const char *node, const char *service, const struct addrinfo *hints,
                        struct addrinfo **res, void *opaque)
{
    (void)opaque;
    if (node != NULL || service != NULL || hints != NULL)
        return resolve(node, service, hints, res);
    freeaddrinfo(*res);
    return 0;
}
