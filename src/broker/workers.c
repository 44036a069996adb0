/* workers.c: a queue of jobs, the threads, and the way back to the loop. */
#include "broker/workers.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"
#include "broker/limits.h"

STAILQ_HEAD(job_queue, job);

struct workers {
    uv_mutex_t lock;
    uv_cond_t wake;
    struct job_queue waiting, finished;
    bool stopping;
    uv_async_t *async;
    pthread_t threads[WORKERS_MAX];
    int thread_count;
};

static void *workers_thread(void *arg)
{
    struct workers *w = arg;
    uv_mutex_lock(&w->lock);
    for (;;) {
        struct job *job = STAILQ_FIRST(&w->waiting);
        if (job == NULL) {
            if (w->stopping)
                break;
            uv_cond_wait(&w->wake, &w->lock);
            continue;
        }
        STAILQ_REMOVE_HEAD(&w->waiting, link);
        uv_mutex_unlock(&w->lock);
        job->rc = job->run(job, &job->err);
        uv_mutex_lock(&w->lock);
        STAILQ_INSERT_TAIL(&w->finished, job, link);
        uv_async_send(w->async);
    }
    uv_mutex_unlock(&w->lock);
    return NULL;
}

static void finish_all(struct workers *w)
{
    struct job_queue finished = STAILQ_HEAD_INITIALIZER(finished);
    struct job *job;
    uv_mutex_lock(&w->lock);
    STAILQ_CONCAT(&finished, &w->finished);
    uv_mutex_unlock(&w->lock);
    while ((job = STAILQ_FIRST(&finished)) != NULL) {
        STAILQ_REMOVE_HEAD(&finished, link);
        job->done(job, job->rc == 0 ? NULL : &job->err);
    }
}

static void on_async(uv_async_t *async)
{
    finish_all(async->data);
}

static void free_handle(uv_handle_t *handle)
{
    free(handle);
}

int workers_open(struct workers **out, uv_loop_t *loop, int count, struct err *err)
{
    struct workers *w = mem_zero(1, sizeof *w);
    STAILQ_INIT(&w->waiting);
    STAILQ_INIT(&w->finished);
    w->async = mem_zero(1, sizeof *w->async);
    uv_mutex_init(&w->lock);
    uv_cond_init(&w->wake);
    uv_async_init(loop, w->async, on_async);
    w->async->data = w;
    for (; w->thread_count < count; w->thread_count++) {
        int rc = thread_start(&w->threads[w->thread_count], THREAD_STACK_BYTES, workers_thread, w,
                              "a worker thread", err);
        if (rc != 0) {
            workers_close(w);
            return rc;
        }
    }
    *out = w;
    return 0;
}

void workers_submit(struct workers *w, struct job *job)
{
    uv_mutex_lock(&w->lock);
    STAILQ_INSERT_TAIL(&w->waiting, job, link);
    uv_cond_signal(&w->wake);
    uv_mutex_unlock(&w->lock);
}

void workers_close(struct workers *w)
{
    if (w == NULL)
        return;
    uv_mutex_lock(&w->lock);
    w->stopping = true;
    uv_cond_broadcast(&w->wake);
    uv_mutex_unlock(&w->lock);
    for (int i = 0; i < w->thread_count; i++)
        pthread_join(w->threads[i], NULL);
    finish_all(w);
    uv_cond_destroy(&w->wake);
    uv_mutex_destroy(&w->lock);
    uv_close((uv_handle_t *)w->async, free_handle);
    free(w);
}
