/* pipeline_stage.c: a slot for one item, under a lock. */
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
    pthread_cond_t changed;
    void *item; /* under lock; NULL: nothing to do */
    bool stop;  /* under lock */
};

static void *run(void *arg)
{
    struct pipeline_stage *s = arg;
    pthread_mutex_lock(&s->lock);
    for (;;) {
        while (s->item == NULL && !s->stop)
            pthread_cond_wait(&s->changed, &s->lock);
        if (s->item == NULL)
            break;
        void *item = s->item;
        pthread_mutex_unlock(&s->lock);
        s->work(s->owner, item);
        pthread_mutex_lock(&s->lock);
        s->item = NULL;
        pthread_cond_broadcast(&s->changed);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

int pipeline_stage_open(struct pipeline_stage **out, void (*work)(void *owner, void *item),
                        void *owner, const char *what, struct err *err)
{
    struct pipeline_stage *s = mem_zero(1, sizeof *s);
    s->work = work;
    s->owner = owner;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    int rc = thread_start(&s->thread, 0, run, s, what, err);
    if (rc != 0) {
        pthread_cond_destroy(&s->changed);
        pthread_mutex_destroy(&s->lock);
        free(s);
        return rc;
    }
    *out = s;
    return 0;
}

void pipeline_stage_close(struct pipeline_stage *s)
{
    if (s == NULL)
        return;
    pthread_mutex_lock(&s->lock);
    s->stop = true;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

void pipeline_stage_give(struct pipeline_stage *s, void *item)
{
    pthread_mutex_lock(&s->lock);
    assert(s->item == NULL);
    s->item = item;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

void pipeline_stage_wait(struct pipeline_stage *s)
{
    pthread_mutex_lock(&s->lock);
    while (s->item != NULL)
        pthread_cond_wait(&s->changed, &s->lock);
    pthread_mutex_unlock(&s->lock);
}
