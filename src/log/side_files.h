/* side_files.h: the small files beside the segments.
 *
 * partition.metadata is Kafka's. Ours are: recovery-point, 64 bytes overwritten in place after each
 * sync, synced itself only before segments are removed and at a close (an older one is only less
 * good while its segment is there); and producer-state, replaced now and then. Both begin with a
 * version word and a CRC-32C over what follows it; a damaged one counts as absent. Big-endian. */
#ifndef LOG_SIDE_FILES_H
#define LOG_SIDE_FILES_H

#include "log/producers.h"

#define METADATA_FILE "partition.metadata"
#define RECOVERY_FILE "recovery-point"
#define PRODUCERS_FILE "producer-state"

/* A batch boundary: the offset that follows, and where in which segment that is. */
struct log_point {
    int64_t offset;
    int64_t segment; /* its base offset */
    int64_t position;
};

struct recovery_point {
    struct log_point durable; /* all before it has been synced */
    int64_t start_offset;
    bool clean; /* closed there: nothing lies behind it */
};

enum { RECOVERY_SIZE = 64 };

/* Format writes a file's bytes; parse checks version and CRC, and is false for bytes that are none.
 * What it left in `out` is then worthless. */
void recovery_format(const struct recovery_point *point, uint8_t out[RECOVERY_SIZE]);
bool recovery_parse(struct bytes in, struct recovery_point *out);

/* What was known of the producers at `at`. */
void producer_state_format(struct log_point at, const struct producers *producers, struct buf *out);
bool producer_state_parse(struct bytes in, struct log_point *at, struct producers *producers);

/* `partition.metadata`: text, as Kafka has it. */
void metadata_format(const uint8_t topic_id[16], struct buf *out);
bool metadata_parse(struct bytes in, uint8_t topic_id[16]);

#endif
