/* unknown_schemas.h: which schemas the messages folded so far named that were not known then. When
 * one of them becomes known, only the messages from there on are decoded by it, until the next
 * recorder refolds the cache: a replay always shows what was shown live. Pure. */
#ifndef RECORDER_UNKNOWN_SCHEMAS_H
#define RECORDER_UNKNOWN_SCHEMAS_H

#include "base/bytes.h"

enum { UNKNOWN_SCHEMAS_MOST = 64, UNKNOWN_SCHEMAS_TEXT = 12 * UNKNOWN_SCHEMAS_MOST };

struct unknown_schemas { /* zero-initialised is empty */
    uint32_t ids[UNKNOWN_SCHEMAS_MOST];
    int count;
    bool more;    /* than there is room for: each may be one of them */
    bool changed; /* since it was written or read */
};

void unknown_schemas_add(struct unknown_schemas *u, uint32_t id);
bool unknown_schemas_has(const struct unknown_schemas *u, uint32_t id);
/* As a text for the cache, "7 9" or "7 9 *", and back. */
void unknown_schemas_write(struct unknown_schemas *u, char out[UNKNOWN_SCHEMAS_TEXT]);
void unknown_schemas_read(struct unknown_schemas *u, const char *text);

#endif
