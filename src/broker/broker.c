/* broker.c: starting in order, running, stopping in the reverse. */
#include "broker/broker.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/db.h"
#include "base/logline.h"
#include "base/mem.h"
#include "broker/checkpoint.h"
#include "broker/datadir.h"
#include "broker/fatal.h"
#include "broker/groups.h"
#include "broker/listen.h"

static void on_metadata_failed(void *arg, const struct err *err)
{
    (void)arg;
    broker_die(err);
}

/* ---- the cluster id, in the metadata ---- */

static int read_value(sqlite3 *db, const char *key, char *out, size_t size, struct err *err)
{
    sqlite3_stmt *stmt;
    int rc = db_prepare(db, "SELECT value FROM value WHERE key=?", &stmt, err);
    if (rc != 0)
        return rc;
    sqlite3_bind_text(stmt, 1, key, -1, SQLITE_STATIC);
    out[0] = '\0';
    int step = sqlite3_step(stmt);
    if (step == SQLITE_ROW)
        snprintf(out, size, "%s", (const char *)sqlite3_column_text(stmt, 0));
    else if (step != SQLITE_DONE)
        rc = db_fail(db, err, "cannot read the metadata");
    sqlite3_finalize(stmt);
    return rc;
}

static int make_cluster_id(struct broker *b, struct err *err)
{
    char sql[120];
    uuid_to_text(uuid_make(), b->cluster_id);
    snprintf(sql, sizeof sql, "INSERT INTO value VALUES('cluster.id', '%s')", b->cluster_id);
    return db_exec(metadb_handle(b->metadb), sql, err);
}

static int load_cluster(struct broker *b, struct err *err)
{
    int rc = read_value(metadb_handle(b->metadb), "cluster.id", b->cluster_id, sizeof b->cluster_id,
                        err);
    return rc != 0 || b->cluster_id[0] != '\0' ? rc : make_cluster_id(b, err);
}

/* ---- running ---- */

static void on_signal(uv_signal_t *handle, int signal_number)
{
    struct broker *b = handle->data;
    b->stop_signal = signal_number;
    uv_stop(&b->loop);
}

static void on_checkpoint_due(struct timer *timer)
{
    checkpoint_begin(CONTAINER_OF(timer, struct broker, checkpoint_due));
}

/* Before anybody can know that the broker runs, so that no signal arrives unhandled. */
static void watch_signals(struct broker *b)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
        uv_signal_init(&b->loop, &b->signals[i]);
        b->signals[i].data = b;
        uv_signal_start(&b->signals[i], on_signal, signals[i]);
    }
}

static void run_until_signal(struct broker *b)
{
    while (b->stop_signal == 0)
        uv_run(&b->loop, UV_RUN_DEFAULT);
}

/* Each segment being read or written is a descriptor, each connection another. */
static unsigned raise_descriptors(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    limit.rlim_cur = limit.rlim_max > 65536 ? 65536 : limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    rlim_t kept = LIMIT_CONNECTIONS + 128;
    rlim_t room = limit.rlim_cur > 2 * kept ? limit.rlim_cur - kept : limit.rlim_cur / 2;
    return room > 16384 ? 16384 : (unsigned)room;
}

static int announce(struct broker *b, const struct broker_options *options, struct err *err)
{
    char address[80];
    for (size_t i = 0; i < b->server.listener_count; i++) {
        server_address(&b->server, i, address, sizeof address);
        log_line(LOG_INFO, "listening on %s, data in %s", address, b->data_dir);
    }
    server_address(&b->server, 0, address, sizeof address);
    return options->port_file != NULL ? datadir_write_file(options->port_file, address, err) : 0;
}

static int start(struct broker *b, const struct broker_options *options, struct err *err)
{
    int rc = server_listen(b, options->listen, options->listen_count, err);
    if (rc == 0)
        rc = metadb_open(&b->metadb, b->data_dir, &b->loop, on_metadata_failed, b, err);
    if (rc == 0)
        rc = load_cluster(b, err);
    if (rc == 0)
        rc = workers_open(&b->flushers, &b->loop, FLUSHER_THREADS, err);
    if (rc == 0)
        rc = workers_open(&b->checkers, &b->loop, CHECKER_THREADS, err);
    if (rc == 0)
        rc = catalog_load(b, err);
    if (rc == 0)
        rc = groups_load(b, err);
    if (rc == 0)
        rc = announce(b, options, err);
    b->started = rc == 0;
    return rc;
}

/* Also undoes a failed start. */
static void stop(struct broker *b)
{
    b->stopping = true;
    server_stop(&b->server);
    retention_stop(b);
    timers_cancel(&b->timers, &b->checkpoint_due);
    metadb_close(b->metadb);
    b->metadb = NULL;
    workers_close(b->checkers);
    turns_finish(&b->server.turns);
    groups_free(b);
    catalog_flush(b);
    workers_close(b->flushers);
    catalog_close(b, b->started);
    peer_drop(b->self);
    request_pool_free(&b->server.requests);
    for (size_t i = 0; i < ARRAY_SIZE(b->signals); i++)
        uv_close((uv_handle_t *)&b->signals[i], NULL);
    timers_deinit(&b->timers);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    turns_deinit(&b->server.turns);
    uv_run(&b->loop, UV_RUN_DEFAULT);
    if (b->files != NULL)
        log_files_free(b->files);
    uv_loop_close(&b->loop);
    buf_deinit(&b->scratch);
    config_deinit(&b->config);
}

int broker_run(const struct broker_options *options, struct config *config, struct err *err)
{
    struct broker b = {.data_dir = options->data_dir, .config = *config};
    int lock;
    *config = (struct config){0};
    int rc = datadir_lock(options->data_dir, &lock, err);
    if (rc != 0) {
        config_deinit(&b.config);
        return rc;
    }
    b.node_id = (int32_t)config_number(&b.config, BROKER_NODE_ID);
    b.checkpoint_due.fire = on_checkpoint_due;
    uv_loop_init(&b.loop);
    watch_signals(&b);
    timers_init(&b.timers, &b.loop);
    server_init(&b.server, &b);
    b.self = peer_of(&b.server.turns, "");
    queue_init(&b.openings);
    b.files = log_files_new(&log_io_posix, raise_descriptors());
    rc = start(&b, options, err);
    if (rc == 0) {
        retention_start(&b);
        run_until_signal(&b);
        log_line(LOG_INFO, "stopping: signal %d", b.stop_signal);
        rc = b.stop_signal;
    }
    stop(&b);
    close(lock);
    return rc;
}
