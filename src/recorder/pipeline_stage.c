/* pipeline_stage.c: a ring of items, under a lock. */
#include "recorder/pipeline_stage.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/thread.h"

struct pipeline_stage {
    void (*work)(void *owner, void *item);
    void *owner;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t came; /* for the thread: an item, or the end */
    pthread_cond_t done; /* for the owner: an item is finished */
    /* under lock */
    void *items[PIPELINE_STAGE_ITEMS]; /* number n is at n % PIPELINE_STAGE_ITEMS */
    int64_t given, finished;           /* numbers of the last ones */
    int64_t awaited;                   /* by the owner; 0: it does not wait */
    bool stop;
};

static void *run(void *arg)
{
    struct pipeline_stage *s = arg;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->finished == s->given && !s->stop)
            pthread_cond_wait(&s->came, &s->lock);
        if (s->stop)
            break;
        void *item = s->items[(s->finished + 1) % PIPELINE_STAGE_ITEMS];
        pthread_mutex_unlock(&s->lock);
        s->work(s->owner, item);
        pthread_mutex_lock(&s->lock);
        s->finished++;
        if (s->finished == s->awaited)
            pthread_cond_signal(&s->done);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static void destroy(struct pipeline_stage *s)
{
    pthread_cond_destroy(&s->came);
    pthread_cond_destroy(&s->done);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

int pipeline_stage_open(struct pipeline_stage **out, void (*work)(void *owner, void *item),
                        void *owner, const char *what, struct err *err)
{
    struct pipeline_stage *s = mem_zero(1, sizeof *s);
    s->work = work;
    s->owner = owner;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->came, NULL);
    pthread_cond_init(&s->done, NULL);
    int rc = thread_start(&s->thread, 0, run, s, what, err);
    if (rc != 0)
        destroy(s);
    else
        *out = s;
    return rc;
}

void pipeline_stage_close(struct pipeline_stage *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_signal(&s->came);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    destroy(s);
}

int64_t pipeline_stage_give(struct pipeline_stage *s, void *item)
{
    pthread_mutex_lock(&s->lock);
    assert(s->given - s->finished < PIPELINE_STAGE_ITEMS);
    int64_t number = ++s->given;
    s->items[number % PIPELINE_STAGE_ITEMS] = item;
    if (s->finished + 1 == number)
        pthread_cond_signal(&s->came);
    pthread_mutex_unlock(&s->lock);
    return number;
}

void pipeline_stage_wait(struct pipeline_stage *s, int64_t number)
{
    pthread_mutex_lock(&s->lock);
    s->awaited = number;
    while (s->finished < number)
        pthread_cond_wait(&s->done, &s->lock);
    s->awaited = 0;
    pthread_mutex_unlock(&s->lock);
}
