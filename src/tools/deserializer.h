/* deserializer.h: what a Java deserialiser's toString() prints of some bytes.
 *
 * Those of org.apache.kafka.common.serialization are built in, but for ListDeserializer. A
 * ByteArrayDeserializer gives the bytes (Java prints the address of the array). */
#ifndef TOOLS_DESERIALIZER_H
#define TOOLS_DESERIALIZER_H

#include "base/buf.h"
#include "client/properties.h"
#include "tools/thrown.h"

struct deserializer; /* a row of the table */

/* The names of all, for sentences. */
extern const char deserializer_names[];

/* The one of that class name, or NULL. */
const struct deserializer *deserializer_find(const char *class_name);

/* How text is encoded; what a StringDeserializer's properties may say. */
enum text_encoding { TEXT_UTF8, TEXT_LATIN1, TEXT_ASCII };

/* The encoding that the sub-properties ("key.deserializer.<name>") ask for; -1 when it is not
 * known. */
int deserializer_encoding(const struct properties *p, const char *prefix, bool is_key,
                          enum text_encoding *out);

/* Appends the text. -1 with Kafka's SerializationException when the bytes do not fit. */
int deserializer_print(const struct deserializer *d, enum text_encoding encoding, struct bytes in,
                       struct buf *out, struct thrown *t);

#endif
