/* file_plan.h: what a file turned out to be, and what its first reading counted. */
#ifndef SOURCE_FILE_PLAN_H
#define SOURCE_FILE_PLAN_H

#include "source/json_plan.h"
#include "source/line_rows.h"
#include "source/survey.h"
#include "source/table_plan.h"

enum file_kind { FILE_EMPTY, FILE_TABLE, FILE_JSON, FILE_LINES, FILE_MCAP };

struct file_plan {
    const char *path;
    enum file_kind kind;
    struct head head; /* of a table */
    struct table_plan table;
    struct json_plan json;
    struct line_plan line;
    struct survey survey;
    const char *packed; /* "gzip"; NULL: not */
    bool utf16, sorted;
    long latin1; /* lines that were not UTF-8 */
};

/* Where its times come from. */
struct time_rule *file_plan_rule(struct file_plan *p);
bool file_plan_is_absolute(const struct file_plan *p);

/* Adds what the file is and, if it was `surveyed`, its rows, its units and its length, a line each,
 * to `out`. */
void file_plan_report(struct file_plan *p, bool surveyed, struct buf *out);

/* Adds how many columns of what kind a table that cannot be read has, a line. */
void file_plan_report_dialect(const struct file_plan *p, struct buf *out);

void file_plan_deinit(struct file_plan *p);

#endif
