/* java_order.h: the order in which a java.util.HashMap hands out its keys.
 *
 * Kafka's tools print what they keep in such maps (a topic's configs, the topics themselves), so
 * the order is theirs: by bucket, that is by the low bits of the spread hash, then by insertion. */
#ifndef TOOLS_JAVA_ORDER_H
#define TOOLS_JAVA_ORDER_H

#include "base/bytes.h"

/* Fills `order` with the indexes of the keys in the map's order. `capacity` is what the map was
 * made for: 0 for new HashMap<>(), or the number given to its constructor. Keys are ASCII. */
void java_order(const struct bytes *keys, size_t count, size_t capacity, size_t *order);

#endif
