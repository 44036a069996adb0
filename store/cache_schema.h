/* cache_schema.h: the cache's tables. What each column means is said at the rows in store/store.h.
 */
#ifndef STORE_CACHE_SCHEMA_H
#define STORE_CACHE_SCHEMA_H

#include "base/db.h"

extern const struct db_schema store_schema;

#endif
