#include "cmd/follows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/lock.h"
#include "store/reader.h"

/* A recorder that has just taken the lock writes its note a moment later. */
enum { TRIES = 20, TRY_MS = 50 };

void follows_topics(const struct text_list *topics, const char *include, char out[FOLLOWS_SIZE])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < topics->count && n < FOLLOWS_SIZE; i++)
        n += (size_t)snprintf(out + n, FOLLOWS_SIZE - n, "%s %s", i == 0 ? " topics" : "",
                              topics->items[i]);
    if (include != NULL && n < FOLLOWS_SIZE)
        snprintf(out + n, FOLLOWS_SIZE - n, " topics matching %s", include);
}

static void read_note(const char *cache, const char *key, char out[FOLLOWS_SIZE])
{
    struct reader *r;
    out[0] = '\0';
    if (reader_open(&r, cache, NULL) != 0)
        return;
    reader_meta(r, key, out, FOLLOWS_SIZE, NULL);
    reader_close(r);
}

static bool is_other(const char *noted, const char *wanted)
{
    return noted[0] != '\0' && wanted != NULL && wanted[0] != '\0' &&
           strncmp(noted, wanted, FOLLOWS_SIZE - 1) != 0;
}

int follows_check(const char *cache, const char *bootstrap, const char *topics, struct err *err)
{
    char from[FOLLOWS_SIZE], what[FOLLOWS_SIZE];
    for (int i = 0; i < TRIES; i++) {
        if (!store_locked(cache))
            return 0;
        read_note(cache, "broker", from);
        read_note(cache, "topics", what);
        if (!is_other(from, bootstrap) && !is_other(what, topics))
            return 0;
        nanosleep(&(struct timespec){.tv_nsec = TRY_MS * 1000000L}, NULL);
    }
    return err_set(
        err, ERR_BUSY, "the cache %s is being recorded from %s%s: name another --cache FILE, or %s",
        cache, from, what,
        follows_lingers(cache) ? "wait until that recorder has ended, 30 s after its last viewer"
                               : "end that recorder");
}

bool follows_lingers(const char *cache)
{
    char linger[FOLLOWS_SIZE];
    read_note(cache, "linger", linger);
    return store_locked(cache) && linger[0] != '\0' && atoi(linger) >= 0;
}
