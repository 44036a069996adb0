/* bytes.h: a borrowed view of bytes, and big-endian access to them.
 *
 * A view owns nothing: the function that returns one says how long it is valid. `data == NULL` is
 * Kafka's null (a null key, a null value); an empty value has a pointer and length 0. */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *data;
    size_t len;
};

#define BYTES_NULL ((struct bytes){NULL, 0})
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
/* The struct of which `at` points to a member. */
#define CONTAINER_OF(at, type, member) ((type *)bytes_before((at), offsetof(type, member)))

static inline void *bytes_before(void *at, size_t distance)
{
    return (char *)at - distance;
}

static inline struct bytes bytes_make(const void *data, size_t len)
{
    return (struct bytes){data, len};
}

/* View of a C string without its terminator; NULL gives the null view. */
static inline struct bytes bytes_of(const char *s)
{
    return s == NULL ? BYTES_NULL : bytes_make(s, strlen(s));
}

static inline bool bytes_is_null(struct bytes b)
{
    return b.data == NULL;
}

/* Null equals only null. */
static inline bool bytes_equal(struct bytes a, struct bytes b)
{
    if (bytes_is_null(a) || bytes_is_null(b))
        return bytes_is_null(a) == bytes_is_null(b);
    return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* Without white space (space, tab, line feed, carriage return) at either end. */
struct bytes bytes_trim(struct bytes b);

/* Orders by bytes, a prefix first; null before everything. */
int bytes_compare(struct bytes a, struct bytes b);

/* Whether the bytes contain `text`, ignoring ASCII case. Null contains nothing, not even "". */
bool bytes_hold_text(struct bytes b, const char *text);

/* Copies the view to `out` (size >= 1) as a C string, cut to fit. Returns `out`. */
char *bytes_to_text(struct bytes b, char *out, size_t size);

static inline uint16_t be16_get(const uint8_t *p)
{
    return (uint16_t)((p[0] << 8) | p[1]);
}

static inline uint32_t be32_get(const uint8_t *p)
{
    return ((uint32_t)p[0] << 24) | ((uint32_t)p[1] << 16) | ((uint32_t)p[2] << 8) | p[3];
}

static inline uint64_t be64_get(const uint8_t *p)
{
    return ((uint64_t)be32_get(p) << 32) | be32_get(p + 4);
}

static inline void be16_put(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void be32_put(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 24);
    p[1] = (uint8_t)(v >> 16);
    p[2] = (uint8_t)(v >> 8);
    p[3] = (uint8_t)v;
}

static inline void be64_put(uint8_t *p, uint64_t v)
{
    be32_put(p, (uint32_t)(v >> 32));
    be32_put(p + 4, (uint32_t)v);
}

#endif
