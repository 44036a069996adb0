/* index.h: Kafka's .index and .timeindex: ascending pairs that make lookups in a segment short.
 *
 * An .index entry says that the batch whose last offset is base + `key` begins at byte `value`
 * (int32, int32); a .timeindex entry that no batch up to offset base + `value` has a timestamp
 * above `key` (int64, int32), and that batch has it.
 *
 * An index is a hint: it may miss entries at any place, and whoever looks something up goes on in
 * the log from there. So it is written behind the log, some entries at once, and rebuilt rather
 * than trusted after a crash. On the loop's thread. */
#ifndef LOG_INDEX_H
#define LOG_INDEX_H

#include "log/file.h"

enum { LOG_INDEX_TAIL = 32 };

struct log_index_entry {
    int64_t key;
    int32_t value;
};

struct log_index {
    struct log_file file;
    bool loaded;                  /* written is known */
    bool torn;                    /* the file had part of an entry, or zeros, at its end */
    int64_t written;              /* entries in the file */
    int32_t tail_len;             /* entries not written yet */
    struct log_index_entry *tail; /* LOG_INDEX_TAIL of them, or NULL */
    struct log_index_entry last;  /* when there is one */
};

void log_index_init(struct log_index *index, struct log_files *pool, const char *dir,
                    enum log_file_kind kind, int64_t base_offset);
void log_index_deinit(struct log_index *index); /* the unwritten tail is lost */

/* Finds how many entries the file has, if that is not known yet; a partial one and zeros at the
 * end are left out. ERR_IO. */
int log_index_load(struct log_index *index, struct err *err);

int64_t log_index_count(const struct log_index *index);

/* The last entry whose key (or value) is <= `bound`: its number, or -1 when there is none, or
 * ERR_IO (below -1). Loads. */
int64_t log_index_find(struct log_index *index, int64_t bound, bool by_value,
                       struct log_index_entry *out, struct err *err);

/* Appends when key and value lie above the last entry's and there is room in the tail
 * (log_index_spill() makes it); else does nothing. */
bool log_index_has_room(const struct log_index *index);
void log_index_add(struct log_index *index, struct log_index_entry entry);

/* Writes the tail to the file. ERR_FULL, ERR_IO: the tail is kept. */
int log_index_spill(struct log_index *index, struct err *err);

/* Keeps the first `count` entries. ERR_IO. */
int log_index_cut(struct log_index *index, int64_t count, struct err *err);

/* Reads all of the file: true in *sound when keys and values rise strictly from entry to entry and
 * values stay below `value_bound`. ERR_IO. */
int log_index_check(struct log_index *index, int64_t value_bound, bool *sound, struct err *err);

#endif
