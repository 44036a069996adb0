/* base64.h: RFC 4648 section 4, for bytes that are not UTF-8 in JSON lines. */
#ifndef SOURCE_BASE64_H
#define SOURCE_BASE64_H

#include "base/buf.h"

/* Appends the decoded bytes; -1 when `in` is not padded base64. */
int base64_decode(struct bytes in, struct buf *out);

/* Appends `in` as padded base64. */
void base64_encode(struct bytes in, struct buf *out);

#endif
