/* client_config.h: checks the properties of Kafka's Java clients.
 *
 * A table has each property, the clients that have it, its valid values and librdkafka's name for
 * it. A property without a row, or a value that librdkafka does not support, is a warning; a value
 * that Kafka itself refuses is an error in Kafka's words. */
#ifndef CLIENT_CONFIG_H
#define CLIENT_CONFIG_H

#include "client/properties.h"

enum client_role {
    CLIENT_PRODUCER = 1,
    CLIENT_CONSUMER = 2,
    CLIENT_ADMIN = 4,
};

/* Called for each property that has no effect here; `sentence` names it and says why. */
typedef void client_warn(void *ctx, const char *sentence);

/* ERR_USAGE for the first value that Kafka's own client would refuse; warns about unknown names. */
int client_config_check(const struct properties *p, enum client_role role, client_warn *warn,
                        void *ctx, struct err *err);

#endif
