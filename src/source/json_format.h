/* json_format.h: the JSON messages of programs that are known by name: where in them the rocket's
 * ID, the time and the telemetry are.
 *
 * A format is a row of the table in json_format.c. */
#ifndef SOURCE_JSON_FORMAT_H
#define SOURCE_JSON_FORMAT_H

#include "base/buf.h"
#include "source/time_rule.h"

enum { JSON_FORMAT_PATHS = 4 };

struct json_format {
    const char *name, *title;
    const char *has[JSON_FORMAT_PATHS]; /* paths that its first message has, all of them */
    const char *key[JSON_FORMAT_PATHS]; /* the first that is there; none: no key of its own */
    const char *time;
    enum time_unit unit; /* UNKNOWN: by its values */
    const char *value;   /* the part that is sent; NULL: all */
    const char *group;   /* what is sent becomes a member with the name found there; NULL: not */
    bool coded;          /* the part is a string that holds the message */
    bool in_order;       /* is never sorted by time: the order is Kafka's own */
};

/* The format of the message, or NULL. */
const struct json_format *json_format_recognise(struct bytes value);
const struct json_format *json_format_find(const char *name);
void json_format_list(struct buf *out);

#endif
