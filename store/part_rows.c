/* part_rows.c: NULLs, cut texts, and the row of a partition. */
#include "store/part_rows.h"

#include <stdio.h>

void store_text_read(sqlite3_stmt *stmt, int column, char *out, size_t size)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);
    snprintf(out, size, "%s", text == NULL ? "" : (const char *)text);
}

int64_t store_time_read(sqlite3_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt, column) == SQLITE_NULL ? STORE_NO_TIME
                                                            : sqlite3_column_int64(stmt, column);
}

void store_part_read(sqlite3_stmt *stmt, struct store_part *out)
{
    *out = (struct store_part){
        .id = sqlite3_column_int(stmt, 0),
        .partition = sqlite3_column_int(stmt, 3),
        .gen = sqlite3_column_int(stmt, 4),
        .first_off = sqlite3_column_int64(stmt, 5),
        .next_off = sqlite3_column_int64(stmt, 6),
        .last_crc = (uint32_t)sqlite3_column_int64(stmt, 7),
        .low = sqlite3_column_int64(stmt, 8),
        .high = sqlite3_column_int64(stmt, 9),
        .messages = sqlite3_column_int64(stmt, 10),
        .bytes = sqlite3_column_int64(stmt, 11),
        .errors = sqlite3_column_int64(stmt, 12),
        .missed = sqlite3_column_int64(stmt, 13),
        .heard_ms = store_time_read(stmt, 14),
        .state = sqlite3_column_int(stmt, 15),
    };
    store_text_read(stmt, 1, out->cluster, sizeof out->cluster);
    store_text_read(stmt, 2, out->topic, sizeof out->topic);
    store_text_read(stmt, 16, out->note, sizeof out->note);
}

int64_t store_record_time(int64_t timestamp_ms)
{
    const int64_t first = -62135596800000, last = 253402300799999;
    return timestamp_ms < first ? first : timestamp_ms > last ? last : timestamp_ms;
}
