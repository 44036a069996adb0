/* clean.h: what a broker or a producer wrote, made fit for a terminal: no byte of it moves the
 * cursor or writes the clipboard. What text_clean() escapes is escaped here. */
#ifndef TOOLS_CLEAN_H
#define TOOLS_CLEAN_H

#include "base/buf.h"

/* Appends text; its line ends and tabs stay. */
void clean_text(struct buf *out, struct bytes in);

/* Appends a name: line ends and tabs are escaped as well, so that one name stays one. */
void clean_name(struct buf *out, struct bytes in);

/* Cleans what was appended to `out` from byte `from` on, as clean_text() does. */
void clean_tail(struct buf *out, size_t from);

#endif
