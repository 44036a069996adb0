/* formatter.h: org.apache.kafka.tools.consumer.DefaultMessageFormatter: a record as a line; and
 * Confluent's formatters, which print keys and values by their schemas (schema_printer.h).
 *
 * Columns in a fixed order: timestamp, partition, offset, delivery, epoch, headers, key, value;
 * each but the last followed by key.separator, the last by line.separator. Bytes are written as
 * they are, unless a deserialiser is asked for, or they are cleaned for a terminal. */
#ifndef TOOLS_FORMATTER_H
#define TOOLS_FORMATTER_H

#include "base/buf.h"
#include "client/client_record.h"
#include "client/properties.h"
#include "tools/deserializer.h"
#include "tools/schema_printer.h"

struct formatter_part {                      /* key, value, header values */
    const struct deserializer *deserializer; /* NULL: as it is */
    enum text_encoding encoding;
};

struct formatter {
    bool silent; /* NoOpMessageFormatter */
    bool clean;  /* keys, values and headers as clean_text() gives them; set by the caller */
    bool timestamp, partition, offset, delivery, epoch, headers, key, value;
    char *key_separator, *line_separator, *headers_separator, *null_literal;
    struct schema_printer *schemas; /* of keys and values without a deserialiser; NULL: bytes */
    struct formatter_part key_part, value_part, headers_part;
};

/* -1 when the class is not built in, having said so. A deserialiser that is not is logged and left
 * out, as Kafka does. The caller deinits either way. */
int formatter_init(struct formatter *f, const char *class_name, const struct properties *p,
                   struct thrown *t);
void formatter_deinit(struct formatter *f);

/* Appends the record. -1 when a deserialiser cannot read it: what came before it stays. */
int formatter_write(const struct formatter *f, const struct client_record *record, struct buf *out,
                    struct thrown *t);

#endif
