/* side_files.h: the small files beside the segments.
 *
 * partition.metadata is Kafka's. Our own are recovery-point, 64 bytes overwritten in place after
 * each sync, and synced itself only before segments are removed and at a close (a stale one only
 * costs recovery time); and producer-state, replaced now and then. Both begin with a version word
 * and a CRC-32C over what follows; a damaged one counts as missing. Big-endian. */
#ifndef LOG_SIDE_FILES_H
#define LOG_SIDE_FILES_H

#include "log/producers.h"

#define METADATA_FILE "partition.metadata"
#define RECOVERY_FILE "recovery-point"
#define PRODUCERS_FILE "producer-state"

/* A batch boundary: the offset that follows, and its segment and position. */
struct log_point {
    int64_t offset;
    int64_t segment; /* its base offset */
    int64_t position;
};

struct recovery_point {
    struct log_point durable; /* everything before it has been synced */
    int64_t start_offset;
    bool clean; /* closed there: nothing follows */
};

enum { RECOVERY_SIZE = 64 };

/* Format writes a file's bytes; parse checks version and CRC and returns false, with `out`
 * undefined, if they are wrong. */
void recovery_format(const struct recovery_point *point, uint8_t out[RECOVERY_SIZE]);
bool recovery_parse(struct bytes in, struct recovery_point *out);

/* The state of the producers at `at`. */
void producer_state_format(struct log_point at, const struct producers *producers, struct buf *out);
bool producer_state_parse(struct bytes in, struct log_point *at, struct producers *producers);

/* `partition.metadata`: text, as Kafka has it. */
void metadata_format(const uint8_t topic_id[16], struct buf *out);
bool metadata_parse(struct bytes in, uint8_t topic_id[16]);

#endif
