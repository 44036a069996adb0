/* cache_schema.h: the cache's tables; store/store.h says what each column means. */
#ifndef STORE_CACHE_SCHEMA_H
#define STORE_CACHE_SCHEMA_H

#include "base/db.h"

extern const struct db_schema cache_schema;

#endif
