/* db_gather.h: fewer system calls for a -wal: frames that adjoin are written together.
 *
 * SQLite writes each frame in two calls, its header and its page. They gather here until the frame
 * that commits is complete: only then does SQLite tell readers, which find all of them in the file.
 * Anything but a frame behind the last write is written at once, after what was gathered.
 * Belongs to one open file and its thread; zero-initialised is empty and valid. */
#ifndef BASE_DB_GATHER_H
#define BASE_DB_GATHER_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct db_gather {
    uint8_t *data; /* DB_GATHER_BYTES once anything was gathered */
    int count;
    int64_t at;   /* where data[0] belongs in the file */
    int64_t next; /* the end of the last write */
    bool headed;  /* the last write was a frame's header */
    bool commits; /* that of a frame that commits */
};

enum { DB_GATHER_BYTES = 128 * 1024 };

/* Writes through to the file below; called with what is to be written at `at`. */
typedef int db_gather_write_fn(sqlite3_file *file, const void *data, int count, int64_t at);

/* Takes a write to `file`; may call `write` for it and for what came before. Returns what `write`
 * did; after a failure, what was gathered is kept and written later. */
int db_gather_add(struct db_gather *g, db_gather_write_fn *write, sqlite3_file *file,
                  const void *data, int count, int64_t at);
/* Call before anything else is done with the file. */
int db_gather_flush(struct db_gather *g, db_gather_write_fn *write, sqlite3_file *file);
void db_gather_deinit(struct db_gather *g); /* drops what was not flushed */

#endif
