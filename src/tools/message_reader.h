/* message_reader.h: org.apache.kafka.tools.LineMessageReader: a line of standard input into a
 * message.
 *
 * On a line come, as far as they are asked for: headers, headers.delimiter, key, key.separator,
 * value. The first occurrence of a separator ends its part. */
#ifndef TOOLS_MESSAGE_READER_H
#define TOOLS_MESSAGE_READER_H

#include "base/buf.h"
#include "client/client_record.h"
#include "client/properties.h"
#include "tools/regex.h"

struct message_reader {
    bool parse_key, parse_headers, ignore_error;
    char *key_separator, *headers_delimiter, *headers_separator, *headers_key_separator;
    char *null_marker; /* NULL: none */
    struct regex *headers_pattern;
    int line_number;
    struct client_header *headers; /* of the last line */
    struct buf names;              /* their names, NUL-terminated */
    struct buf repaired;           /* the last line, where it was no UTF-8 */
};

/* -1 with what Kafka throws for separators that are equal, or a pattern that is none. The caller
 * deinits either way. */
int message_reader_init(struct message_reader *r, const struct properties *p, struct thrown *t);
void message_reader_deinit(struct message_reader *r);

/* Takes a line, without its end, apart. The record borrows the line and the reader until the next
 * call; its topic is left alone. -1 when a separator is missing. */
int message_reader_parse(struct message_reader *r, struct bytes line, struct client_record *out,
                         struct thrown *t);

#endif
