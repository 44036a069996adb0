/* json_rows.h: a file of JSON as messages, whatever its shape. */
#ifndef SOURCE_JSON_ROWS_H
#define SOURCE_JSON_ROWS_H

#include "source/exported.h"
#include "source/json_plan.h"
#include "source/json_walk.h"
#include "source/recorded.h"

struct json_rows { /* starts with `plan` and the lines of `values` */
    struct json_plan *plan;
    struct json_values values;
    struct exported exported;
    bool checking; /* each message is decoded, and its channels counted */
    bool timeless; /* a message without a time is no mistake: it has RECORDED_NO_TIME */
    bool began;
    struct json_cursor rows[JSON_MAX_NAMES]; /* of SPLIT the first, of NESTED two */
    struct bytes id;                         /* of NESTED */
    struct buf json, text, key;
};

/* The next message: 1, at the end 0, or an error with file, line and what was found. */
int json_rows_next(struct json_rows *r, struct recorded_message *out, struct err *err);

void json_rows_deinit(struct json_rows *r);

#endif
