/* index.h: Kafka's .index and .timeindex: ascending pairs that shorten lookups in a segment.
 *
 * An .index entry says that the batch whose last offset is base + `key` begins at byte `value`
 * (int32, int32). A .timeindex entry says that the batch at offset base + `value` has the timestamp
 * `key` and no batch up to it a larger one (int64, int32).
 *
 * An index is a hint: entries may be missing anywhere, and a lookup continues in the log from
 * there. So it is written after the log, several entries at once, and after a crash it is rebuilt
 * rather than trusted. Loop thread only. */
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
    bool loaded;                  /* `written` is known */
    bool torn;                    /* the file had part of an entry, or zeros, at its end */
    int64_t written;              /* entries in the file */
    int32_t tail_len;             /* entries not written yet */
    struct log_index_entry *tail; /* LOG_INDEX_TAIL of them, or NULL */
    struct log_index_entry last;  /* if there is one */
};

void log_index_init(struct log_index *index, struct log_files *pool, const char *dir,
                    enum log_file_kind kind, int64_t base_offset);
void log_index_deinit(struct log_index *index); /* the unwritten tail is lost */

/* Determines how many entries the file has, unless known, without a partial one and zeros at the
 * end. ERR_IO. */
int log_index_load(struct log_index *index, struct err *err);

int64_t log_index_count(const struct log_index *index);

/* The number of the last entry whose key (or value) is <= `bound`, -1 if there is none, or ERR_IO
 * (below -1). Loads. */
int64_t log_index_find(struct log_index *index, int64_t bound, bool by_value,
                       struct log_index_entry *out, struct err *err);

/* Appends if key and value are above the last entry's and the tail has room (log_index_spill()
 * makes it); otherwise does nothing. */
bool log_index_has_room(const struct log_index *index);
void log_index_add(struct log_index *index, struct log_index_entry entry);

/* Writes the tail to the file. ERR_FULL, ERR_IO: the tail is kept. */
int log_index_spill(struct log_index *index, struct err *err);

/* Keeps the first `count` entries. ERR_IO. */
int log_index_cut(struct log_index *index, int64_t count, struct err *err);

/* Reads the whole file: sets *sound if keys and values strictly increase and values stay below
 * `value_bound`. ERR_IO. */
int log_index_check(struct log_index *index, int64_t value_bound, bool *sound, struct err *err);

#endif
