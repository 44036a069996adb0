/* json_walk.h: finds values in a JSON text without building a tree, so that each keeps its digits.
 *
 * It trusts that brackets and quotes are balanced where they are looked at, and nothing else: NaN
 * and Infinity without quotes, as Python writes them, are values, too. */
#ifndef SOURCE_JSON_WALK_H
#define SOURCE_JSON_WALK_H

#include "base/buf.h"

struct json_cursor {
    const uint8_t *p, *end;
    bool object; /* its members have names */
};

/* Starts at the first member or item of an object or array; false for anything else. */
bool json_enter(struct bytes value, struct json_cursor *c);
/* The next member (`name` is as written, in its quotes) or item (`name` is null). False: no more.
 */
bool json_step(struct json_cursor *c, struct bytes *name, struct bytes *value);

/* Where the value at `p` ends, or NULL if it does not before `end`. */
const uint8_t *json_skip(const uint8_t *p, const uint8_t *end);

/* The value at "a.b.0", "/a/b/0" or "a.b[0]" in `value`; null: none. A name with dots in it is
 * found as well. */
struct bytes json_find(struct bytes value, const char *path);

/* The text of a string without its quotes, unescaped into `space` where it must be; of anything
 * else, as written. */
struct bytes json_text(struct bytes value, struct buf *space);

#endif
