/* wire_dump.h: a protocol message as one line of text, for tests that compare messages. */
#ifndef TESTS_SUPPORT_WIRE_DUMP_H
#define TESTS_SUPPORT_WIRE_DUMP_H

#include "wire/codec.h"

/* Appends `name{field=value ...}` on one line, the fields of that version. Bytes that are not
 * printable ASCII are escaped; records and long bytes shown by their size. */
void wire_dump(const struct schema *schema, int16_t version, const void *message, struct buf *out);

#endif
