/* consumer_options.h: kafka-console-consumer's command line. */
#ifndef TOOLS_CONSUMER_OPTIONS_H
#define TOOLS_CONSUMER_OPTIONS_H

#include "client/properties.h"
#include "tools/formatter.h"
#include "tools/jopt.h"

enum consumer_option {
    CONSUMER_BOOTSTRAP_SERVER,
    CONSUMER_COMMAND_CONFIG,
    CONSUMER_COMMAND_PROPERTY,
    CONSUMER_CONSUMER_PROPERTY,
    CONSUMER_CONSUMER_CONFIG,
    CONSUMER_ENABLE_SYSTEST_EVENTS,
    CONSUMER_FORMATTER,
    CONSUMER_FORMATTER_CONFIG,
    CONSUMER_FORMATTER_PROPERTY,
    CONSUMER_FROM_BEGINNING,
    CONSUMER_GROUP,
    CONSUMER_HELP,
    CONSUMER_INCLUDE,
    CONSUMER_ISOLATION_LEVEL,
    CONSUMER_KEY_DESERIALIZER,
    CONSUMER_MAX_MESSAGES,
    CONSUMER_OFFSET,
    CONSUMER_PARTITION,
    CONSUMER_PROPERTY,
    CONSUMER_RAW,
    CONSUMER_SKIP_MESSAGE_ON_ERROR,
    CONSUMER_TIMEOUT_MS,
    CONSUMER_TOPIC,
    CONSUMER_VALUE_DESERIALIZER,
    CONSUMER_VERSION,
};

extern const struct jopt_table consumer_table;

enum { WHOLE_TOPIC = -1, CONSUMER_GO_ON = -1 };

struct consumer_options {
    struct jopt given;
    const char *topic, *include; /* one of them; borrowed from argv */
    const char *bootstrap;
    int32_t partition; /* or WHOLE_TOPIC */
    int64_t offset;    /* of --partition: CONSUMER_EARLIEST, CONSUMER_LATEST or a number */
    int64_t timeout_ms;
    bool skip_on_error, systest_events, from_beginning;
    struct properties client;
    struct formatter formatter;
};

/* Reads the command line. CONSUMER_GO_ON, or the exit code after having said why. The caller
 * deinits either way. */
int consumer_options_read(struct consumer_options *o, int argc, char **argv);
void consumer_options_deinit(struct consumer_options *o);

#endif
