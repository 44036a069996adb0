/* framed_kit.h: messages that name a schema: the schemas, and bodies put together. */
#ifndef TESTS_SUPPORT_FRAMED_KIT_H
#define TESTS_SUPPORT_FRAMED_KIT_H

#include "base/buf.h"
#include "message_kit.h"
#include "schema/schema_set.h"

/* Starts again with one schema, number 7, for decode_framed(). */
void use_schema(enum schema_type type, const char *text);
/* The schemas of decode_framed(): freed by the next use_schema(). */
extern struct schema_set *schemas;

/* The message under way: starts with its frame. Text in hexadecimal digits, or Avro's numbers. */
void body_begin(uint32_t id);
void body_hex(const char *digits);
void body_long(int64_t value);
void body_text(const char *text);
void body_double(double value);
/* Decodes it into `d`, from memory that ends where it ends. */
void decode_body(void);
/* The same from digits: "0000000007 02". */
void decode_framed(const char *digits);

/* What d has under the name; fails without it. */
double number_of(const char *name);
const char *state_of(const char *name);

#endif
