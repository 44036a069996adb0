/* db_guard.c: a VFS over SQLite's own that handles the main database and its -wal.
 *
 * SQLite documents its formats: -wal is 32 bytes, then 24 and a page per frame; -shm is regions of
 * 32 KiB, and the first begins with a header that counts the valid frames. SQLite writes frames
 * before the header counts them, and stops counting them before it cuts them off: a -wal shorter
 * than the count was truncated by another program. */
#include "base/db_guard.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/db_gather.h"

enum {
    REGION = 32768,      /* of -shm, as SQLite maps it */
    MOST_REGIONS = 1024, /* watched, of all files (WALs of 16 GB in total); more go unwatched */
    WAL_HEADER = 32,
    FRAME_HEADER = 24,
    INDEX_VERSION = 3007000,
    FILE_CONTROL_FINDING = 0x67726364, /* our own op code */
    PATH_SIZE = 4096,
};

struct identity {
    dev_t dev;
    ino_t ino;
    bool known;
};

struct guarded {
    sqlite3_file file;    /* what SQLite sees */
    struct guarded *main; /* of a -wal: its database; else itself */
    const char *name;     /* SQLite's, as long as the file is open */
    struct identity id;
    struct db_gather gather; /* of a -wal */
    /* of a main database */
    struct guarded *wal; /* NULL: not open */
    struct identity shm;
    int64_t size;                   /* the largest that was seen */
    int mapped;                     /* regions of -shm */
    const volatile uint32_t *index; /* the first of them; NULL: not mapped */
    char finding[400];
};

static sqlite3_vfs *real;

static sqlite3_file *inner(sqlite3_file *file)
{
    return (sqlite3_file *)((struct guarded *)file + 1);
}

/* ---- mapped memory ---- */

static struct {
    _Atomic(struct guarded *) owner; /* NULL: free */
    atomic_uintptr_t base;           /* 0: not yet */
    atomic_bool torn;                /* zeros were put under it */
} regions[MOST_REGIONS];
static atomic_bool ever_torn;
static struct sigaction before_us;
static uintptr_t page_size;

/* The file ends before this page of the mapping. Maps zeros there, which SQLite takes for an index
 * to rebuild, but the guard refuses the lock for that. POSIX does not list mmap() as
 * async-signal-safe; on Linux and macOS it is a bare system call. */
static void on_bus_error(int number, siginfo_t *info, void *context)
{
    uintptr_t at = (uintptr_t)info->si_addr;
    int saved = errno;
    bool ours = false;
    (void)number;
    (void)context;
    for (int i = 0; i < MOST_REGIONS; i++) {
        uintptr_t base = atomic_load(&regions[i].base);
        if (at - base >= REGION) /* also true below the region and for a free slot */
            continue;
        atomic_store(&regions[i].torn, true);
        atomic_store(&ever_torn, true);
        ours = true;
    }
    void *page = (void *)(at & ~(page_size - 1));
    if (!ours || mmap(page, page_size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == MAP_FAILED)
        sigaction(SIGBUS, &before_us, NULL); /* the access repeats, and that handler gets it */
    errno = saved;
}

static bool is_torn(uintptr_t base)
{
    for (int i = 0; i < MOST_REGIONS; i++) {
        if (atomic_load(&regions[i].base) == base && atomic_load(&regions[i].torn))
            return true;
    }
    return false;
}

static bool is_watched(const struct guarded *g, uintptr_t base)
{
    for (int i = 0; i < MOST_REGIONS; i++) {
        if (atomic_load(&regions[i].owner) == g && atomic_load(&regions[i].base) == base)
            return true;
    }
    return false;
}

/* All handles of a process on one database share its mappings: a torn one stays torn until the last
 * handle is closed. */
static void watch_region(struct guarded *g, void volatile *memory)
{
    uintptr_t base = (uintptr_t)memory;
    if (is_watched(g, base))
        return;
    for (int i = 0; i < MOST_REGIONS; i++) {
        struct guarded *free_slot = NULL;
        if (!atomic_compare_exchange_strong(&regions[i].owner, &free_slot, g))
            continue;
        atomic_store(&regions[i].torn, is_torn(base));
        atomic_store(&regions[i].base, base);
        return;
    }
}

static void forget_regions(struct guarded *g)
{
    for (int i = 0; i < MOST_REGIONS; i++) {
        if (atomic_load(&regions[i].owner) != g)
            continue;
        atomic_store(&regions[i].base, 0);
        atomic_store(&regions[i].owner, NULL);
    }
    g->mapped = 0;
    g->index = NULL;
}

static bool any_torn(const struct guarded *g)
{
    for (int i = 0; i < MOST_REGIONS && atomic_load(&ever_torn); i++) {
        if (atomic_load(&regions[i].owner) == g && atomic_load(&regions[i].torn))
            return true;
    }
    return false;
}

/* ---- checking the files ---- */

static int find(struct guarded *g, const char *suffix, const char *what)
{
    if (g->finding[0] == '\0')
        snprintf(g->finding, sizeof g->finding,
                 "%.300s%s was %s by another program while it was in use", g->name, suffix, what);
    return SQLITE_IOERR;
}

static int look_at(struct guarded *g, const char *suffix, struct identity *id, int64_t *size)
{
    char path[PATH_SIZE];
    struct stat st;
    snprintf(path, sizeof path, "%s%s", g->name, suffix);
    if (stat(path, &st) != 0)
        return find(g, suffix, "removed");
    if (id->known && (id->dev != st.st_dev || id->ino != st.st_ino))
        return find(g, suffix, "removed or replaced"); /* a reader makes an empty -wal */
    *id = (struct identity){st.st_dev, st.st_ino, true};
    *size = st.st_size;
    return SQLITE_OK;
}

/* The least length of -wal, by the index. */
static int64_t wal_needs(const struct guarded *g)
{
    const volatile uint32_t *index = g->index;
    if (index == NULL || index[0] != INDEX_VERSION || index[4] == 0)
        return 0;
    uint16_t page = ((const volatile uint16_t *)index)[7];
    return WAL_HEADER + (int64_t)index[4] * (FRAME_HEADER + (page == 1 ? 65536 : page));
}

static int look(struct guarded *g)
{
    int64_t size = 0, needs = wal_needs(g); /* first: it grows after the file does */
    if (g->finding[0] != '\0')
        return SQLITE_IOERR;
    if (look_at(g, "", &g->id, &size) != SQLITE_OK)
        return SQLITE_IOERR;
    if (size < g->size)
        return find(g, "", "truncated");
    g->size = size;
    if (g->wal != NULL && look_at(g, "-wal", &g->wal->id, &size) != SQLITE_OK)
        return SQLITE_IOERR;
    if (g->wal != NULL && size < needs)
        return find(g, "-wal", "truncated");
    if (g->mapped > 0 && look_at(g, "-shm", &g->shm, &size) != SQLITE_OK)
        return SQLITE_IOERR;
    if (any_torn(g) || (g->mapped > 0 && size < (int64_t)g->mapped * REGION))
        return find(g, "-shm", "truncated");
    return SQLITE_OK;
}

/* ---- reading and writing ---- */

/* A write beyond the end of -wal means that it was truncated; the hole would be read as pages. */
static int write_wal(sqlite3_file *file, const void *data, int count, int64_t at)
{
    struct guarded *g = (struct guarded *)file;
    sqlite3_int64 size;
    if (inner(file)->pMethods->xFileSize(inner(file), &size) == SQLITE_OK && at > size)
        find(g->main, "-wal", "truncated");
    if (g->main->finding[0] != '\0')
        return SQLITE_IOERR_WRITE;
    return inner(file)->pMethods->xWrite(inner(file), data, count, at);
}

static int flush(sqlite3_file *file)
{
    return db_gather_flush(&((struct guarded *)file)->gather, write_wal, file);
}

static int guard_read(sqlite3_file *file, void *out, int count, sqlite3_int64 at)
{
    struct guarded *g = (struct guarded *)file;
    int rc = flush(file);
    if (rc == SQLITE_OK)
        rc = inner(file)->pMethods->xRead(inner(file), out, count, at);
    if (rc == SQLITE_IOERR_SHORT_READ && g->main != g)
        find(g->main, "-wal", "truncated");
    return rc;
}

static int guard_write(sqlite3_file *file, const void *data, int count, sqlite3_int64 at)
{
    struct guarded *g = (struct guarded *)file;
    if (any_torn(g->main)) /* pages may have been looked up in an index of zeros */
        find(g->main, "-shm", "truncated");
    if (g->main->finding[0] != '\0')
        return SQLITE_IOERR_WRITE;
    if (g->main != g)
        return db_gather_add(&g->gather, write_wal, file, data, count, at);
    return inner(file)->pMethods->xWrite(inner(file), data, count, at);
}

static int guard_truncate(sqlite3_file *file, sqlite3_int64 size)
{
    struct guarded *g = (struct guarded *)file;
    if (g->main->finding[0] != '\0')
        return SQLITE_IOERR_TRUNCATE;
    int rc = flush(file);
    if (rc == SQLITE_OK)
        rc = inner(file)->pMethods->xTruncate(inner(file), size);
    if (rc == SQLITE_OK && g->size > size)
        g->size = size;
    return rc;
}

static int guard_sync(sqlite3_file *file, int flags)
{
    int rc = flush(file);
    return rc == SQLITE_OK ? inner(file)->pMethods->xSync(inner(file), flags) : rc;
}

static int guard_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    int rc = flush(file);
    return rc == SQLITE_OK ? inner(file)->pMethods->xFileSize(inner(file), size) : rc;
}

static int guard_close(sqlite3_file *file)
{
    struct guarded *g = (struct guarded *)file;
    if (g->main != g)
        g->main->wal = NULL;
    else
        forget_regions(g);
    db_gather_deinit(&g->gather);
    return inner(file)->pMethods->xClose(inner(file));
}

/* ---- locks, and what the file can do ---- */

static int guard_lock(sqlite3_file *file, int level)
{
    return inner(file)->pMethods->xLock(inner(file), level);
}

static int guard_unlock(sqlite3_file *file, int level)
{
    return inner(file)->pMethods->xUnlock(inner(file), level);
}

static int guard_check_reserved(sqlite3_file *file, int *out)
{
    return inner(file)->pMethods->xCheckReservedLock(inner(file), out);
}

static int guard_file_control(sqlite3_file *file, int op, void *arg)
{
    const struct guarded *g = (struct guarded *)file;
    if (op == FILE_CONTROL_FINDING) {
        *(const char **)arg = g->main->finding[0] == '\0' ? NULL : g->main->finding;
        return SQLITE_OK;
    }
    return inner(file)->pMethods->xFileControl(inner(file), op, arg);
}

static int guard_sector_size(sqlite3_file *file)
{
    return inner(file)->pMethods->xSectorSize(inner(file));
}

static int guard_characteristics(sqlite3_file *file)
{
    return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}

/* ---- -shm ---- */

static int guard_shm_map(sqlite3_file *file, int region, int size, int extend, void volatile **out)
{
    struct guarded *g = (struct guarded *)file;
    int64_t ignored;
    int rc = inner(file)->pMethods->xShmMap(inner(file), region, size, extend, out);
    if (*out == NULL || (rc != SQLITE_OK && rc != SQLITE_READONLY))
        return rc;
    watch_region(g, *out);
    g->mapped = region < g->mapped ? g->mapped : region + 1;
    g->index = region == 0 ? (const volatile uint32_t *)*out : g->index;
    return look_at(g, "-shm", &g->shm, &ignored) == SQLITE_OK ? rc : SQLITE_IOERR;
}

/* Each transaction and each checkpoint begins with one of these locks. */
static int guard_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
    if ((flags & SQLITE_SHM_LOCK) != 0 && look((struct guarded *)file) != SQLITE_OK)
        return SQLITE_IOERR;
    return inner(file)->pMethods->xShmLock(inner(file), offset, n, flags);
}

static void guard_shm_barrier(sqlite3_file *file)
{
    inner(file)->pMethods->xShmBarrier(inner(file));
}

static int guard_shm_unmap(sqlite3_file *file, int delete)
{
    struct guarded *g = (struct guarded *)file;
    forget_regions(g);
    g->shm.known = false;
    return inner(file)->pMethods->xShmUnmap(inner(file), delete);
}

/* Never maps the database itself, which would need watching too. */
static int guard_fetch(sqlite3_file *file, sqlite3_int64 at, int count, void **out)
{
    (void)file;
    (void)at;
    (void)count;
    *out = NULL;
    return SQLITE_OK;
}

static int guard_unfetch(sqlite3_file *file, sqlite3_int64 at, void *memory)
{
    (void)file;
    (void)at;
    (void)memory;
    return SQLITE_OK;
}

/* ---- opening ---- */

static const sqlite3_io_methods methods = {
    .iVersion = 3,
    .xClose = guard_close,
    .xRead = guard_read,
    .xWrite = guard_write,
    .xTruncate = guard_truncate,
    .xSync = guard_sync,
    .xFileSize = guard_file_size,
    .xLock = guard_lock,
    .xUnlock = guard_unlock,
    .xCheckReservedLock = guard_check_reserved,
    .xFileControl = guard_file_control,
    .xSectorSize = guard_sector_size,
    .xDeviceCharacteristics = guard_characteristics,
    .xShmMap = guard_shm_map,
    .xShmLock = guard_shm_lock,
    .xShmBarrier = guard_shm_barrier,
    .xShmUnmap = guard_shm_unmap,
    .xFetch = guard_fetch,
    .xUnfetch = guard_unfetch,
};

static void note_identity(struct guarded *g)
{
    struct stat st;
    if (stat(g->name, &st) == 0)
        g->id = (struct identity){st.st_dev, st.st_ino, true};
}

static int guard_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
    struct guarded *g = (struct guarded *)file;
    (void)vfs;
    if ((flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) == 0)
        return real->xOpen(real, name, file, flags, out);
    memset(g, 0, sizeof *g);
    int rc = real->xOpen(real, name, inner(file), flags, out);
    if (inner(file)->pMethods == NULL)
        return rc;
    g->file.pMethods = &methods;
    g->name = name;
    g->main = g;
    if ((flags & SQLITE_OPEN_WAL) != 0) {
        g->main = (struct guarded *)sqlite3_database_file_object(name);
        g->main->wal = g;
    }
    note_identity(g);
    return rc;
}

static sqlite3_vfs guard;

/* Puts our handler first again if another one was installed since (the screen restores the terminal
 * on SIGBUS). */
static void handle_bus_errors(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct sigaction ours = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO}, now;
    sigemptyset(&ours.sa_mask);
    pthread_mutex_lock(&lock);
    sigaction(SIGBUS, NULL, &now);
    if ((now.sa_flags & SA_SIGINFO) == 0 || now.sa_sigaction != on_bus_error) {
        before_us = now;
        sigaction(SIGBUS, &ours, NULL);
    }
    pthread_mutex_unlock(&lock);
}

static void begin_guarding(void)
{
    page_size = (uintptr_t)sysconf(_SC_PAGESIZE);
    real = sqlite3_vfs_find(NULL);
    guard = *real;
    guard.zName = "ground";
    guard.szOsFile = (int)sizeof(struct guarded) + real->szOsFile;
    guard.xOpen = guard_open;
    sqlite3_vfs_register(&guard, 0);
}

const char *db_guard_vfs(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, begin_guarding);
    handle_bus_errors();
    return guard.zName;
}

const char *db_guard_finding(sqlite3 *db)
{
    const char *finding = NULL;
    sqlite3_file_control(db, "main", FILE_CONTROL_FINDING, &finding);
    return finding;
}
