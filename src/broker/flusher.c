/* flusher.c: a queue of jobs, a few threads, and a way back to the loop. */
#include "broker/flusher.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/mem.h"
#include "broker/limits.h"

struct job_queue {
    struct flush_job *first, **end;
};

struct flusher {
    uv_mutex_t lock;
    uv_cond_t wake;
    struct job_queue waiting, finished;
    bool stopping;
    uv_async_t *async;
    uv_thread_t threads[FLUSHER_THREADS];
    int thread_count;
};

static void queue_put(struct job_queue *q, struct flush_job *job)
{
    job->next = NULL;
    *q->end = job;
    q->end = &job->next;
}

static struct flush_job *queue_take_all(struct job_queue *q)
{
    struct flush_job *all = q->first;
    q->first = NULL;
    q->end = &q->first;
    return all;
}

static struct flush_job *queue_take(struct job_queue *q)
{
    struct flush_job *job = q->first;
    if (job != NULL && (q->first = job->next) == NULL)
        q->end = &q->first;
    return job;
}

static void flusher_thread(void *arg)
{
    struct flusher *f = arg;
    uv_mutex_lock(&f->lock);
    for (;;) {
        struct flush_job *job = queue_take(&f->waiting);
        if (job == NULL) {
            if (f->stopping)
                break;
            uv_cond_wait(&f->wake, &f->lock);
            continue;
        }
        uv_mutex_unlock(&f->lock);
        job->rc = log_flush_run(job->flush, &job->err);
        uv_mutex_lock(&f->lock);
        queue_put(&f->finished, job);
        uv_async_send(f->async);
    }
    uv_mutex_unlock(&f->lock);
}

static void finish_all(struct flusher *f)
{
    uv_mutex_lock(&f->lock);
    struct flush_job *job = queue_take_all(&f->finished);
    uv_mutex_unlock(&f->lock);
    while (job != NULL) {
        struct flush_job *next = job->next;
        job->done(job, job->rc == 0 ? NULL : &job->err);
        job = next;
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

int flusher_open(struct flusher **out, uv_loop_t *loop, struct err *err)
{
    struct flusher *f = mem_zero(1, sizeof *f);
    uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE,
                                   .stack_size = THREAD_STACK_BYTES};
    f->waiting.end = &f->waiting.first;
    f->finished.end = &f->finished.first;
    f->async = mem_zero(1, sizeof *f->async);
    uv_mutex_init(&f->lock);
    uv_cond_init(&f->wake);
    uv_async_init(loop, f->async, on_async);
    f->async->data = f;
    for (; f->thread_count < FLUSHER_THREADS; f->thread_count++) {
        int rc = uv_thread_create_ex(&f->threads[f->thread_count], &options, flusher_thread, f);
        if (rc != 0) {
            flusher_close(f);
            return err_set(err, ERR_FAIL, "cannot start a thread for syncing: %s", uv_strerror(rc));
        }
    }
    *out = f;
    return 0;
}

void flusher_submit(struct flusher *f, struct flush_job *job)
{
    uv_mutex_lock(&f->lock);
    queue_put(&f->waiting, job);
    uv_cond_signal(&f->wake);
    uv_mutex_unlock(&f->lock);
}

void flusher_close(struct flusher *f)
{
    if (f == NULL)
        return;
    uv_mutex_lock(&f->lock);
    f->stopping = true;
    uv_cond_broadcast(&f->wake);
    uv_mutex_unlock(&f->lock);
    for (int i = 0; i < f->thread_count; i++)
        uv_thread_join(&f->threads[i]);
    finish_all(f);
    uv_cond_destroy(&f->wake);
    uv_mutex_destroy(&f->lock);
    uv_close((uv_handle_t *)f->async, free_handle);
    free(f);
}
