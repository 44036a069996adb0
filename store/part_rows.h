/* part_rows.h: reading columns of a statement into structs, for writer and reader. */
#ifndef STORE_PART_ROWS_H
#define STORE_PART_ROWS_H

#include <sqlite3.h>

#include "store/store.h"

#define PART_COLUMNS                                                                               \
    "id,cluster,topic,partition,gen,first_off,next_off,last_crc,low,high,messages,bytes,errors,"   \
    "missed,heard,state,note"

void store_part_read(sqlite3_stmt *stmt, struct store_part *out);

/* A text column, cut to `size`. */
void store_text_read(sqlite3_stmt *stmt, int column, char *out, size_t size);
/* A time column; NULL is STORE_NO_TIME. */
int64_t store_time_read(sqlite3_stmt *stmt, int column);

#endif
