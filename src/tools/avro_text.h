/* avro_text.h: a message in Avro as the JSON that Confluent's console consumer prints of it: Avro's
 * JSON encoding, where a value of a union says its type: {"alt":{"double":612.4},"sats":null}. */
#ifndef TOOLS_AVRO_TEXT_H
#define TOOLS_AVRO_TEXT_H

#include "base/buf.h"
#include "schema/avro_schema.h"

enum { AVRO_TEXT_MOST = 64 << 20 };

/* Appends the text of a message. False with the reason where it is not as the schema says, or would
 * be longer than AVRO_TEXT_MOST: what was appended is of no use then. */
bool avro_text(const struct avro_schema *schema, struct bytes message, struct buf *out,
               char why[AVRO_WHY_SIZE]);

#endif
