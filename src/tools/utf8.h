/* utf8.h: bytes as Java reads them as UTF-8: U+FFFD for each stretch that is none. */
#ifndef TOOLS_UTF8_H
#define TOOLS_UTF8_H

#include "base/buf.h"

#define UTF8_REPLACEMENT "\xef\xbf\xbd"

/* Appends the text. */
void utf8_repair(struct bytes in, struct buf *out);

#endif
