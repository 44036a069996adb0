/* producer_options.h: kafka-console-producer's command line. */
#ifndef TOOLS_PRODUCER_OPTIONS_H
#define TOOLS_PRODUCER_OPTIONS_H

#include "client/properties.h"
#include "tools/jopt.h"

enum producer_option {
    PRODUCER_BATCH_SIZE,
    PRODUCER_BOOTSTRAP_SERVER,
    PRODUCER_COMMAND_CONFIG,
    PRODUCER_COMMAND_PROPERTY,
    PRODUCER_COMPRESSION_CODEC,
    PRODUCER_HELP,
    PRODUCER_LINE_READER,
    PRODUCER_MAX_BLOCK_MS,
    PRODUCER_MAX_MEMORY_BYTES,
    PRODUCER_MAX_PARTITION_MEMORY_BYTES,
    PRODUCER_MESSAGE_SEND_MAX_RETRIES,
    PRODUCER_METADATA_EXPIRY_MS,
    PRODUCER_PRODUCER_PROPERTY,
    PRODUCER_PRODUCER_CONFIG,
    PRODUCER_PROPERTY,
    PRODUCER_READER_CONFIG,
    PRODUCER_READER_PROPERTY,
    PRODUCER_REQUEST_REQUIRED_ACKS,
    PRODUCER_REQUEST_TIMEOUT_MS,
    PRODUCER_RETRY_BACKOFF_MS,
    PRODUCER_SOCKET_BUFFER_SIZE,
    PRODUCER_SYNC,
    PRODUCER_TIMEOUT,
    PRODUCER_TOPIC,
    PRODUCER_VERSION,
};

extern const struct jopt_table producer_table;

struct producer_options {
    const char *topic, *bootstrap; /* borrowed from argv */
    bool sync;
    bool lingers; /* as long as was asked for */
    struct properties reader, client;
};

enum { OPTIONS_GO_ON = -1 };

/* Reads the command line. OPTIONS_GO_ON, or the exit code after having said why. The caller deinits
 * either way. */
int producer_options_read(struct producer_options *o, int argc, char **argv);
void producer_options_deinit(struct producer_options *o);

#endif
