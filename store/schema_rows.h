/* schema_rows.h: the schemas that a recording's messages name, kept in the cache: it is decoded the
 * same years later, where no registry answers any more.
 *
 * They are rows of `meta`: "schema 0000000007" is "AVRO 0 {text}": type, the seq from which the
 * recording is decoded by it (0: all), text. The row "schemas" counts them. */
#ifndef STORE_SCHEMA_ROWS_H
#define STORE_SCHEMA_ROWS_H

#include "schema/schema_set.h"
#include "store/reader.h"
#include "store/writer.h"

/* Adds the schemas that the cache has and the set lacks; cheap where there are none. A row that
 * cannot be read is left out. */
int schema_rows_load(struct reader *r, struct schema_set *set, struct err *err);
/* Writes one, in the open transaction; `count` is how many there are then. */
int schema_rows_save(struct writer *w, const struct message_schema *schema, int count,
                     struct err *err);

#endif
