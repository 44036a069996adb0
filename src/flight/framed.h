/* framed.h: messages that name their schema: a zero byte, the schema's id, the body. What the
 * formats of such messages share; a file per type of schema. */
#ifndef FLIGHT_FRAMED_H
#define FLIGHT_FRAMED_H

#include "flight/decode.h"
#include "schema/schema_set.h"

/* The frame of a value: false when it has none. `*schema` is the one it names, or NULL while that
 * is not known (decoded.schemas). */
bool framed_open(const struct decoded *out, struct bytes value,
                 const struct message_schema **schema, struct bytes *body);
/* The body of a message that a schema of this type decodes. */
bool framed_body(const struct decoded *out, struct bytes value, enum schema_type type,
                 const struct message_schema **schema, struct bytes *body);
/* Takes `n` bytes from `rest`; false, and how many are missing in words, where it has fewer. */
enum { FRAMED_MISSING_SIZE = 64 };
bool framed_take(struct bytes *rest, uint64_t n, struct bytes *out,
                 char missing[FRAMED_MISSING_SIZE]);
/* Says in `out->why` why a framed message is of no format. */
void framed_explain(struct decoded *out, struct bytes value);

#endif
