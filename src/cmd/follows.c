#include "cmd/follows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "flight/mission.h"
#include "recorder/meta.h"
#include "recorder/topic_filter.h"
#include "store/lock.h"
#include "store/reader.h"

/* A recorder that has just taken the lock writes its notes a moment later. */
enum { TRIES = 20, TRY_MS = 50 };

struct noted {
    char broker[160], topics[META_TOPICS_SIZE], include[META_INCLUDE_SIZE],
        config[META_CONFIG_SIZE];
    char follows[STORE_FOLLOWS_SIZE], linger[24];
    struct store_status status;
};

static void read_notes(const char *cache, struct noted *out)
{
    struct reader *r;
    *out = (struct noted){0};
    if (reader_open(&r, cache, NULL) != 0)
        return;
    reader_meta(r, META_BROKER, out->broker, sizeof out->broker, NULL);
    reader_meta(r, META_TOPICS, out->topics, sizeof out->topics, NULL);
    reader_meta(r, META_INCLUDE, out->include, sizeof out->include, NULL);
    reader_meta(r, META_CONFIG, out->config, sizeof out->config, NULL);
    reader_meta(r, META_FOLLOWS, out->follows, sizeof out->follows, NULL);
    reader_meta(r, META_LINGER, out->linger, sizeof out->linger, NULL);
    reader_status(r, &out->status, NULL);
    reader_close(r);
}

static bool lingers(const struct noted *n)
{
    return n->linger[0] != '\0' && atoi(n->linger) >= 0;
}

/* ---- topics ---- */

static bool follows_all(const struct noted *n)
{
    return n->topics[0] == '\0' && n->include[0] == '\0';
}

/* Whether the recorder follows `name`, by its name or by a pattern. */
static bool covers_topic(const struct noted *n, const struct topic_filter *pattern,
                         const char *name)
{
    size_t len = strlen(name);
    for (const char *at = n->topics; *at != '\0'; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == len && strncmp(at, name, len) == 0)
            return true;
    return n->include[0] != '\0' && topic_filter_wants((void *)pattern, name);
}

static bool covers(const struct noted *n, const struct follows_request *request)
{
    struct topic_filter *pattern = NULL;
    if (follows_all(n))
        return true;
    if (request->include != NULL && strcmp(request->include, n->include) != 0)
        return false;
    if (n->include[0] != '\0' && topic_filter_open(&pattern, NULL, 0, n->include, NULL) != 0)
        return false;
    bool all = true;
    for (size_t i = 0; i < request->topics->count && all; i++)
        all = covers_topic(n, pattern, request->topics->items[i]);
    topic_filter_close(pattern);
    return all;
}

static bool asks_for_topics(const struct follows_request *request)
{
    return request->topics->count > 0 || request->include != NULL;
}

/* Whether the recorder follows exactly the topics and pattern asked for. */
static bool follows_just(const struct noted *n, const char *names,
                         const struct follows_request *request)
{
    return strcmp(n->topics, names) == 0 &&
           strcmp(n->include, request->include != NULL ? request->include : "") == 0;
}

/* ---- the whole request ---- */

static bool is_other(const char *noted, const char *asked)
{
    return noted[0] != '\0' && asked != NULL && strcmp(noted, asked) != 0;
}

static bool is_refused(const struct noted *n, const struct follows_request *request)
{
    return is_other(n->broker, request->broker) || !covers(n, request);
}

static int refuse(const char *cache, const struct noted *n, struct err *err)
{
    return err_set(err, ERR_BUSY,
                   "the cache %s is being recorded from %s, %s: use another --cache FILE, or stop "
                   "that recorder (kill %lld)%s",
                   cache, n->broker, n->follows, (long long)n->status.pid,
                   lingers(n) ? "; it exits 30 s after its last viewer" : "");
}

static void write_note(const struct noted *n, const struct follows_request *request,
                       const char *names, const char *config, struct follows_result *out)
{
    const char *asked = names[0] != '\0' ? names : request->include;
    long long pid = (long long)n->status.pid;
    if (asks_for_topics(request) && !follows_just(n, names, request))
        snprintf(out->note, sizeof out->note, "not just %.24s%s: kill %lld, or use another --cache",
                 asked, strlen(asked) > 24 ? "..." : "", pid);
    else if (request->command_config != NULL && strcmp(n->config, config) != 0)
        snprintf(out->note, sizeof out->note, "without that --command-config: kill %lld first",
                 pid);
    else if (is_other(n->status.mission, request->mission))
        snprintf(out->note, sizeof out->note, "with mission %.20s, not %.20s: kill %lld first",
                 n->status.mission, request->mission, pid);
}

/* Reads the notes of the recorder that holds the lock, waiting up to a second for current ones. */
static bool read_running(const char *cache, const struct follows_request *request, struct noted *n)
{
    for (int i = 0; i < TRIES; i++) {
        if (!store_locked(cache))
            return false;
        read_notes(cache, n);
        if (store_beats(&n->status, clock_wall_ms()) && !is_refused(n, request))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = TRY_MS * 1000000L}, NULL);
    }
    return true;
}

int follows_check(const char *cache, const struct follows_request *request,
                  struct follows_result *out, struct err *err)
{
    struct topic_filter *topics;
    struct noted n;
    char names[META_TOPICS_SIZE], config[META_CONFIG_SIZE];
    *out = (struct follows_result){0};
    int rc = topic_filter_open(&topics, request->topics->items, request->topics->count,
                               request->include, err);
    if (rc != 0)
        return rc;
    topic_filter_names(topics, names, sizeof names);
    topic_filter_close(topics);
    if (!read_running(cache, request, &n))
        return 0;
    if (is_refused(&n, request))
        return refuse(cache, &n, err);
    out->pid = n.status.pid;
    memcpy(out->follows, n.follows, sizeof out->follows);
    meta_config_path(request->command_config, config);
    write_note(&n, request, names, config, out);
    return 0;
}

void follows_add(const char *cache, struct err *err)
{
    struct noted n;
    char before[sizeof err->text];
    read_notes(cache, &n);
    if (n.broker[0] == '\0' || n.follows[0] == '\0')
        return;
    snprintf(before, sizeof before, "%s", err->text);
    err_set(err, err->code, "%s; it follows %s from %s", before, n.follows, n.broker);
}

bool follows_lingers(const char *cache)
{
    struct noted n;
    read_notes(cache, &n);
    return store_locked(cache) && lingers(&n);
}
