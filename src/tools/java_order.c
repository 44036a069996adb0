/* java_order.c: String.hashCode, HashMap's spreading and its growth at three quarters full. */
#include "tools/java_order.h"

static uint32_t spread_hash(struct bytes key)
{
    uint32_t h = 0;
    for (size_t i = 0; i < key.len; i++)
        h = 31 * h + key.data[i];
    return h ^ h >> 16;
}

static size_t buckets(size_t count, size_t capacity)
{
    size_t n = 1;
    while (n < (capacity == 0 ? 16 : capacity))
        n *= 2;
    while (count > n / 4 * 3 + n % 4 * 3 / 4)
        n *= 2;
    return n;
}

void java_order(const struct bytes *keys, size_t count, size_t capacity, size_t *order)
{
    uint32_t mask = (uint32_t)buckets(count, capacity) - 1;
    for (size_t i = 0; i < count; i++) { /* insertion sort keeps equals in order */
        uint32_t bucket = spread_hash(keys[i]) & mask;
        size_t at = i;
        while (at > 0 && (spread_hash(keys[order[at - 1]]) & mask) > bucket) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}
