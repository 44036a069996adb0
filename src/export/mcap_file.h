/* mcap_file.h: writing an MCAP file: JSON messages in zstd chunks, with indexes, summary and CRCs.
 *
 * One schema for all channels. What grows: a chunk of MCAP_CHUNK_SIZE bytes and its index, 40 bytes
 * per chunk and channel in it, and what each channel is called (at most MCAP_CHANNELS). */
#ifndef EXPORT_MCAP_FILE_H
#define EXPORT_MCAP_FILE_H

#include "base/buf.h"
#include "export/output.h"

enum { MCAP_CHANNELS = 65535, MCAP_CHUNK_SIZE = 1024 * 1024 };

struct mcap_entry { /* a message of the open chunk */
    uint64_t time_ns, offset;
    uint16_t channel;
};

struct mcap_file {
    struct output *output;
    uint64_t at;                  /* bytes written */
    uint32_t crc;                 /* of them */
    struct buf schemas, channels; /* their records, as the summary repeats them */
    uint64_t *counts;             /* of messages, by channel id */
    int channel_count;            /* ids 1 .. channel_count */
    struct buf chunk;             /* the open one, not compressed */
    struct mcap_entry *entries;
    size_t entry_count, entry_cap;
    struct buf chunk_indexes;
    uint32_t chunk_count;
    uint64_t messages, first_ns, last_ns;
};

/* Writes the beginning. `schema` is a JSON Schema of an object; both are borrowed. */
int mcap_begin(struct mcap_file *m, struct output *output, struct bytes schema, struct err *err);
/* A further channel; its id. ERR_TOO_BIG. */
int mcap_add_channel(struct mcap_file *m, const char *topic, uint16_t *id, struct err *err);
/* `json` is an object. */
int mcap_add_message(struct mcap_file *m, uint16_t channel, uint64_t time_ns, uint32_t sequence,
                     struct bytes json, struct err *err);
/* Writes the last chunk and the summary. */
int mcap_end(struct mcap_file *m, struct err *err);
void mcap_deinit(struct mcap_file *m);

#endif
