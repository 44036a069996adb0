/* bare.h: the minimum cost of recording a message: inserting a row into a table like the cache's,
 * without an index, 10,000 rows per transaction. */
#ifndef TESTS_BENCH_BARE_H
#define TESTS_BENCH_BARE_H

#include "base/bytes.h"

struct bare;

/* A new database; asserts, as all of these do. */
struct bare *bare_open(const char *path);
void bare_insert(struct bare *b, int part, int64_t off, int64_t t_ms, int rocket,
                 struct bytes value);
void bare_close(struct bare *b); /* commits */

#endif
