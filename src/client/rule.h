/* rule.h: what a configuration value may be, checked and refused in Kafka's words.
 *
 * Kafka's clients check a value before they use it: its type, then its range or its choices. Client
 * properties (client/client_config.c) and the topic configurations of kafka-topics are rows of this
 * kind.
 */
#ifndef CLIENT_RULE_H
#define CLIENT_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum rule_type {
    RULE_STRING,
    RULE_BOOLEAN,
    RULE_INT,
    RULE_LONG,
    RULE_DOUBLE,
    RULE_LIST, /* of choices, separated by commas */
};

struct rule {
    const char *name;
    enum rule_type type;
    double least, most;  /* numbers; RULE_FREE where there is no bound */
    const char *choices; /* "a, b, c", strings and lists; NULL: anything */
    bool case_matters_not;
};

#define RULE_FREE (1.0 / 0.0)

/* ERR_USAGE with Kafka's sentence, "Invalid value X for configuration N: why". */
int rule_check(const struct rule *rule, const char *value, struct err *err);

#endif
