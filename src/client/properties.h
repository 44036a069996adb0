/* properties.h: Java's .properties files, in which Kafka's clients are configured.
 *
 * The format is that of java.util.Properties: `key=value`, `key: value` or `key value`; # and !
 * begin comments; a backslash at the end of a line goes on with the next; \t \n \r \f \uXXXX are
 * escapes; bytes are ISO-8859-1, and come out as UTF-8. What a key means to librdkafka:
 * client/client_config.h. */
#ifndef CLIENT_PROPERTIES_H
#define CLIENT_PROPERTIES_H

#include "base/bytes.h"
#include "base/err.h"

struct property {
    char *key;
    char *value;
};

struct properties {
    struct property *items; /* each key once, in order of first appearance */
    size_t count;
};

/* Sets a key, replacing an earlier value. Both are copied. */
void properties_set(struct properties *p, const char *key, const char *value);

/* The value, or NULL; valid until the next change. */
const char *properties_get(const struct properties *p, const char *key);

/* Adds everything of `from`, which overrides existing values. */
void properties_merge(struct properties *p, const struct properties *from);

/* Adds the properties in `text`. ERR_CORRUPT for a \u without four hexadecimal digits. */
int properties_parse(struct properties *p, struct bytes text, struct err *err);

/* Adds the properties in a file. ERR_NOT_FOUND, ERR_IO, ERR_TOO_BIG, ERR_CORRUPT. */
int properties_load(struct properties *p, const char *path, struct err *err);

void properties_deinit(struct properties *p);

#endif
