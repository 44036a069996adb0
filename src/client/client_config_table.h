/* client_config_table.h: the rows of client_config.h, for the files that check and apply them. */
#ifndef CLIENT_CONFIG_TABLE_H
#define CLIENT_CONFIG_TABLE_H

#include "client/client_config.h"
#include "client/rule.h"

struct client_config_row {
    struct rule rule;
    int roles;      /* enum client_role, or'ed */
    const char *rd; /* librdkafka's name; NULL: not set there */
};

/* The row of a property for this role; NULL: Kafka's clients of this role do not have it. */
const struct client_config_row *client_config_find(const char *name, enum client_role role);

#endif
