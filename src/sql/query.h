/* query.h: SQL on a cache, for reading only: one statement, on views that say what a message means.
 *
 * Nothing can be written: the file is open for reading, the connection allows queries only, and an
 * authorizer refuses every statement but SELECT. Views: `messages`, `samples`, `flights`, `events`;
 * function: utc(ms). */
#ifndef SQL_QUERY_H
#define SQL_QUERY_H

#include <signal.h>

#include "base/bytes.h"
#include "base/err.h"

struct mission;

enum query_kind { QUERY_NULL, QUERY_INTEGER, QUERY_REAL, QUERY_TEXT, QUERY_BLOB };
struct query_cell {
    enum query_kind kind;
    int64_t integer;
    double real;
    struct bytes bytes; /* of text and blobs, until the callback returns */
};

struct query {
    const char *cache, *sql;
    const struct mission *mission;
    const volatile sig_atomic_t *stop;
    int64_t until_ms; /* of the monotonic clock; 0: no limit */
    /* The names of the columns, once; then every row. An error ends the query. */
    int (*begin)(void *owner, const char *const *names, int count, struct err *err);
    int (*row)(void *owner, const struct query_cell *cells, int count, struct err *err);
    void *owner;
};
enum { QUERY_COLUMNS = 256 };

/* ERR_USAGE: the SQL is wrong, or more than one statement, or none that only reads. ERR_STOPPED,
 * ERR_TIMEOUT. */
int query_run(const struct query *q, struct err *err);

#endif
