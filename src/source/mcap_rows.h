/* mcap_rows.h: the JSON messages of an MCAP file, in its order; a channel's topic is the key.
 *
 * Read once from its beginning, so that neither index nor summary is needed; a file that was cut
 * off is a mistake. In memory is one chunk, at most MCAP_MAX_RECORD. */
#ifndef SOURCE_MCAP_ROWS_H
#define SOURCE_MCAP_ROWS_H

#include "source/recorded.h"
#include "source/text_lines.h"

enum { MCAP_MAX_RECORD = 64 * 1024 * 1024, MCAP_MAX_TOPICS = 4096 };

struct mcap_topic {
    uint16_t id;
    bool json;
    char *name;
};

struct mcap_rows { /* starts with `lines` */
    struct text_lines *lines;
    bool began, ended;
    long records, others; /* read so far, and messages that are not JSON */
    int topic_count;
    struct mcap_topic topics[MCAP_MAX_TOPICS];
    struct buf chunk; /* the open one; taken up to `at` */
    size_t at;
};

/* Whether a file that begins so is one. */
bool mcap_begins(struct bytes bytes);

/* The next message: 1, at the end 0, or an error. */
int mcap_rows_next(struct mcap_rows *r, struct recorded_message *out, struct err *err);

void mcap_rows_deinit(struct mcap_rows *r);

#endif
