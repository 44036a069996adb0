/* rule.h: the valid values of a configuration, with errors in Kafka's words.
 *
 * Kafka's clients check a value before use: its type, then its range or choices. Client properties
 * (client_config.c) and the topic configurations of kafka-topics are rows of this kind. */
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
    double least, most;  /* of numbers; RULE_FREE: no limit */
    const char *choices; /* of strings and lists: "a, b, c"; NULL: any */
    bool ignore_case;
};

#define RULE_FREE (1.0 / 0.0)

/* ERR_USAGE with Kafka's sentence, "Invalid value X for configuration N: why". */
int rule_check(const struct rule *rule, const char *value, struct err *err);

#endif
