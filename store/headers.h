/* headers.h: reading a message's packed headers: uvarint count, then per header uvarint name
 * length, name, uvarint value length + 1 (0: null), value. */
#ifndef STORE_HEADERS_H
#define STORE_HEADERS_H

#include "base/bytes.h"

struct store_header {
    struct bytes name, value;
};

struct store_headers { /* an iterator over a blob; damage ends it */
    struct bytes left;
    uint64_t count;
};

/* `headers` may be null. */
void store_headers_begin(struct store_headers *walk, struct bytes headers);
bool store_headers_next(struct store_headers *walk, struct store_header *out);
/* The value of the last header of that name; false when there is none. */
bool store_headers_find(struct bytes headers, const char *name, struct bytes *value);

#endif
