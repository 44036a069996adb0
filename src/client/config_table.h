/* config_table.h: the rows of client/client_config.h, shared by the files that check and apply
 * them. */
#ifndef CLIENT_CONFIG_TABLE_H
#define CLIENT_CONFIG_TABLE_H

#include "client/client_config.h"
#include "client/rule.h"

struct client_property {
    struct rule rule;
    int roles;      /* enum client_role, or'ed */
    const char *rd; /* librdkafka's name; NULL: nothing to be set there */
};

/* The row of a property that clients of this role have; NULL: Kafka's have none of that name. */
const struct client_property *client_config_find(const char *name, enum client_role role);

#endif
