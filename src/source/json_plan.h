/* json_plan.h: how a file of JSON is read: its shape, where the time is, and the format known by
 * name if it is of one. Decided from its first values. */
#ifndef SOURCE_JSON_PLAN_H
#define SOURCE_JSON_PLAN_H

#include "source/json_format.h"
#include "source/json_values.h"
#include "source/table_plan.h"

enum { JSON_MAX_NAMES = 1024 };

enum json_shape {
    JSON_OBJECTS, /* a message each */
    JSON_EXPORT,  /* of ground export */
    JSON_ROWS,    /* arrays, after one with their names or an object that has it */
    JSON_SPLIT,   /* one object with names and an array of such rows */
    JSON_COLUMNS, /* one object of equally long arrays */
    JSON_NESTED,  /* {"ID": {"time": {...}}}: objects in objects in one object */
};

struct json_plan {
    const char *path;
    enum json_shape shape;
    const struct json_format *format; /* NULL: none */
    struct time_rule rule;
    char *time;                      /* its path */
    int time_name;                   /* of ROWS, SPLIT and COLUMNS: which name it is */
    int name_count;                  /* likewise */
    int name_at[JSON_MAX_NAMES + 1]; /* in `names`, each in its quotes */
    struct buf names;
    long channels; /* numbers in the first message that has most */
};

/* Fills `p` from the next values of `v`. ERR_CORRUPT or ERR_USAGE with FILE:LINE. */
int json_plan_find(struct json_plan *p, const char *path, struct json_values *v,
                   const struct reading_options *o, struct err *err);

struct bytes json_plan_name(const struct json_plan *p, int i);

/* Whether `value` is the first line of an export. */
bool json_is_export(struct bytes value);

/* The names in `value`, an array of strings or an object that has one; 0: none. */
int json_plan_take_names(struct json_plan *p, struct bytes value);
/* The member of `value` that is an array of arrays; null: none. */
struct bytes json_rows_in(struct bytes value);

/* "JSON objects", for people. */
const char *json_plan_words(const struct json_plan *p);

void json_plan_deinit(struct json_plan *p);

#endif
