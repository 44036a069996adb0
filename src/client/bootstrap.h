/* bootstrap.h: the bootstrap addresses of a cluster, from `host:port,host:port`. */
#ifndef CLIENT_BOOTSTRAP_H
#define CLIENT_BOOTSTRAP_H

#include <netdb.h>
#include <sys/socket.h>

#include "base/err.h"
#include "client/client_config.h"

struct bootstrap_address {
    char host[256]; /* as written, without brackets */
    char port[8];
    char ip[64]; /* numeric */
    struct sockaddr_storage sa;
    socklen_t sa_len;
};

struct bootstrap {
    struct bootstrap_address *items; /* each host's IPv4 addresses before its IPv6 ones */
    size_t count;
};

/* Splits `[scheme://]host:port`. 0, or -1 for any other form. */
int bootstrap_split(const char *text, size_t len, char host[256], char port[8]);

/* Checks the form of a list without resolving names: 0 or ERR_USAGE. */
int bootstrap_check(const char *list, struct err *err);

/* Parses and resolves the list. Calls `warn` for names that do not resolve. ERR_USAGE for a
 * malformed address, ERR_NOT_FOUND when nothing resolves, in Kafka's words. The caller deinits. */
int bootstrap_resolve(struct bootstrap *b, const char *list, client_warn *warn, void *ctx,
                      struct err *err);

/* Adds the addresses of one host and returns how many; 0: the name does not resolve. */
size_t bootstrap_add(struct bootstrap *b, const char *host, const char *port);
void bootstrap_deinit(struct bootstrap *b);

#endif
