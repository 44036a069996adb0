/* schema_printer.h: keys and values that name a schema, as Confluent's formatters print them: one
 * line of JSON. Of Avro and of JSON.
 *
 * Schemas come from the registry of the property schema.registry.url, which is asked once for each,
 * or, an addition of ours that needs no network, from the directory of the property schemas. */
#ifndef TOOLS_SCHEMA_PRINTER_H
#define TOOLS_SCHEMA_PRINTER_H

#include "base/buf.h"
#include "client/properties.h"
#include "tools/thrown.h"

struct schema_printer;

/* Opens one for the formatter of that class; `*out` is NULL where the class is none of Confluent's.
 * -1 with Kafka's exception. */
int schema_printer_open(struct schema_printer **out, const char *class_name,
                        const struct properties *p, struct thrown *t);
void schema_printer_close(struct schema_printer *s); /* NULL is fine */

/* Appends the text. -1 with Confluent's SerializationException. */
int schema_printer_print(struct schema_printer *s, struct bytes in, struct buf *out,
                         struct thrown *t);

#endif
