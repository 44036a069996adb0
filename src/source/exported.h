/* exported.h: the JSON lines of `ground export`: messages with their record time, key and headers.
 *
 * The first line is {"ground_export":1,...}; the others {"time", "key", "value", "headers"}, with
 * key_base64 and value_base64 for bytes that are not UTF-8; a header is [NAME, VALUE], or
 * [NAME, null, BASE64]. */
#ifndef SOURCE_EXPORTED_H
#define SOURCE_EXPORTED_H

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "source/recorded.h"

struct exported { /* starts as {0} */
    json_t *root; /* the line now shown */
    struct buf key, value, headers;
};

/* Reads a line. NULL, or what is wrong with it. The views hold until the next one. */
const char *exported_read(struct exported *e, struct bytes line, struct recorded_message *out);

void exported_deinit(struct exported *e);

#endif
