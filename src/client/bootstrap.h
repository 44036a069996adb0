/* bootstrap.h: the first addresses of a cluster, from `host:port,host:port`. */
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

/* Splits `[scheme://]host:port`. 0, or -1 where it has not that form. */
int bootstrap_split(const char *text, size_t len, char host[256], char port[8]);

/* Whether a list has that form, without asking for names: ERR_USAGE with what it looks like. */
int bootstrap_check(const char *list, struct err *err);

/* Reads and resolves the list. Names that do not resolve are told to `warn`. ERR_USAGE for a part
 * of another form, ERR_NOT_FOUND when nothing resolves: in Kafka's words. The caller deinits. */
int bootstrap_resolve(struct bootstrap *b, const char *list, client_warn *warn, void *ctx,
                      struct err *err);

/* Adds the addresses of one host; a number of 0 is a name that does not resolve. */
size_t bootstrap_add(struct bootstrap *b, const char *host, const char *port);
void bootstrap_deinit(struct bootstrap *b);

#endif
