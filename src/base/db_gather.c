/* db_gather.c: recognises frames by how SQLite writes them: 24 bytes, then a page. */
#include "base/db_gather.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { FRAME_HEADER = 24, COMMIT_AT = 4, LEAST_PAGE = 512, MOST_PAGE = 65536 };

/* The second number of a frame's header is not 0 if it commits: the database's pages then. */
static bool header_commits(const uint8_t *header)
{
    static const uint8_t zero[4];
    return memcmp(header + COMMIT_AT, zero, sizeof zero) != 0;
}

static bool is_page(int count)
{
    return count >= LEAST_PAGE && count <= MOST_PAGE && (count & (count - 1)) == 0;
}

static void append(struct db_gather *g, const void *data, int count)
{
    if (g->data == NULL)
        g->data = mem_alloc(DB_GATHER_BYTES);
    if (g->count == 0)
        g->at = g->next;
    memcpy(g->data + g->count, data, (size_t)count);
    g->count += count;
    g->next += count;
}

int db_gather_flush(struct db_gather *g, db_gather_write_fn *write, sqlite3_file *file)
{
    int rc = g->count == 0 ? SQLITE_OK : write(file, g->data, g->count, g->at);
    if (rc == SQLITE_OK)
        g->count = 0;
    return rc;
}

int db_gather_add(struct db_gather *g, db_gather_write_fn *write, sqlite3_file *file,
                  const void *data, int count, int64_t at)
{
    bool header = count == FRAME_HEADER, page = g->headed && is_page(count);
    /* SQLite changes headers in place too, and no page follows then. */
    bool gathers = at == g->next && (header || page);
    int rc = SQLITE_OK;
    if (!gathers || g->count + count > DB_GATHER_BYTES)
        rc = db_gather_flush(g, write, file);
    if (rc == SQLITE_OK && !gathers)
        rc = write(file, data, count, at);
    if (rc != SQLITE_OK)
        return rc;
    if (gathers)
        append(g, data, count);
    else
        g->next = at + count;
    bool whole = page && g->commits;
    g->headed = header;
    g->commits = header && header_commits(data);
    return whole ? db_gather_flush(g, write, file) : SQLITE_OK;
}

void db_gather_deinit(struct db_gather *g)
{
    free(g->data);
    *g = (struct db_gather){0};
}
