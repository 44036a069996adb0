/* registry.c: the ids asked for, and the thread that asks. */
#include "schema/registry.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/thread.h"
#include "schema/registry_fetch.h"

enum asked_state { ASKED, ANSWERED, TAKEN, REFUSED };

struct asked {
    uint32_t id;
    enum asked_state state;
    int64_t refused_ms;
    enum schema_type type;
    struct buf text; /* ANSWERED */
};

struct registry {
    struct registry_fetch fetch; /* the thread's */
    pthread_t thread;
    atomic_bool ended;
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t cond;
    struct asked ids[REGISTRY_IDS_MOST];
    int count;
    bool down; /* it does not answer */
    char why[REGISTRY_WHY_SIZE];
};

static struct asked *find(struct registry *r, uint32_t id)
{
    for (int i = 0; i < r->count; i++)
        if (r->ids[i].id == id)
            return &r->ids[i];
    return NULL;
}

static struct asked *next_of(struct registry *r, enum asked_state state)
{
    for (int i = 0; i < r->count; i++)
        if (r->ids[i].state == state)
            return &r->ids[i];
    return NULL;
}

/* ---- the thread ---- */

static void wait_ms(struct registry *r, int ms)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += ms / 1000;
    pthread_cond_timedwait(&r->cond, &r->mutex, &until);
}

static void note(struct registry *r, uint32_t id, enum fetch_result result, enum schema_type type,
                 struct buf *text, const char *why)
{
    struct asked *a = find(r, id);
    r->down = result == FETCH_FAILED;
    snprintf(r->why, sizeof r->why, "%s", why);
    if (result == FETCH_HAS) {
        a->state = ANSWERED;
        a->type = type;
        a->text = *text;
        *text = (struct buf){0};
    } else if (result == FETCH_HAS_NOT) {
        a->state = REFUSED;
        a->refused_ms = clock_mono_ms();
    }
}

/* Asks without the lock; the ids keep their places meanwhile. */
static void ask_one(struct registry *r, uint32_t id)
{
    char why[FETCH_WHY_SIZE];
    enum schema_type type = SCHEMA_AVRO;
    struct buf text = {0};
    pthread_mutex_unlock(&r->mutex);
    enum fetch_result result = registry_fetch_schema(&r->fetch, id, &type, &text, why);
    pthread_mutex_lock(&r->mutex);
    note(r, id, result, type, &text, why);
    buf_deinit(&text);
}

static void *run(void *arg)
{
    struct registry *r = arg;
    pthread_mutex_lock(&r->mutex);
    while (!atomic_load(&r->ended)) {
        const struct asked *next = next_of(r, ASKED);
        if (next == NULL) {
            pthread_cond_wait(&r->cond, &r->mutex);
            continue;
        }
        ask_one(r, next->id);
        for (int64_t from = clock_mono_ms(), now = from;
             r->down && !atomic_load(&r->ended) && now - from < REGISTRY_RETRY_MS;
             now = clock_mono_ms())
            wait_ms(r, 1000);
    }
    pthread_mutex_unlock(&r->mutex);
    return NULL;
}

/* ---- the owner ---- */

int registry_open(struct registry **out, const char *url, struct err *err)
{
    struct registry *r = mem_zero(1, sizeof *r);
    r->fetch = (struct registry_fetch){
        .ended = &r->ended, .answer_ms = REGISTRY_ANSWER_MS, .connect_ms = REGISTRY_CONNECT_MS};
    pthread_mutex_init(&r->mutex, NULL);
    pthread_cond_init(&r->cond, NULL);
    int rc = registry_fetch_open(&r->fetch, url, err);
    if (rc == 0)
        rc = thread_start(&r->thread, 0, run, r, "the thread that asks the Schema Registry", err);
    if (rc != 0) {
        registry_fetch_close(&r->fetch);
        free(r);
        return rc;
    }
    *out = r;
    return 0;
}

void registry_close(struct registry *r)
{
    if (r == NULL)
        return;
    pthread_mutex_lock(&r->mutex);
    atomic_store(&r->ended, true);
    pthread_cond_signal(&r->cond);
    pthread_mutex_unlock(&r->mutex);
    pthread_join(r->thread, NULL);
    for (int i = 0; i < r->count; i++)
        buf_deinit(&r->ids[i].text);
    registry_fetch_close(&r->fetch);
    pthread_cond_destroy(&r->cond);
    pthread_mutex_destroy(&r->mutex);
    free(r);
}

static enum registry_answer answer_of(struct registry *r, struct asked *a, int64_t mono_ms)
{
    if (a->state == REFUSED && mono_ms - a->refused_ms >= REGISTRY_AGAIN_MS) {
        a->state = ASKED;
        pthread_cond_signal(&r->cond);
    }
    if (a->state == ASKED)
        return r->down ? REGISTRY_HAS_NOT : REGISTRY_WAIT;
    return a->state == REFUSED ? REGISTRY_HAS_NOT : REGISTRY_HAS;
}

enum registry_answer registry_ask(struct registry *r, uint32_t id, int64_t mono_ms)
{
    pthread_mutex_lock(&r->mutex);
    struct asked *a = find(r, id);
    if (a == NULL && r->count < REGISTRY_IDS_MOST) {
        a = &r->ids[r->count++];
        *a = (struct asked){.id = id};
        pthread_cond_signal(&r->cond);
    }
    enum registry_answer answer = a != NULL ? answer_of(r, a, mono_ms) : REGISTRY_HAS_NOT;
    pthread_mutex_unlock(&r->mutex);
    return answer;
}

bool registry_take(struct registry *r, uint32_t *id, enum schema_type *type, struct buf *text)
{
    pthread_mutex_lock(&r->mutex);
    struct asked *a = next_of(r, ANSWERED);
    if (a != NULL) {
        *id = a->id;
        *type = a->type;
        *text = a->text;
        a->text = (struct buf){0};
        a->state = TAKEN;
    }
    pthread_mutex_unlock(&r->mutex);
    return a != NULL;
}

bool registry_why(struct registry *r, char out[REGISTRY_WHY_SIZE])
{
    pthread_mutex_lock(&r->mutex);
    memcpy(out, r->why, sizeof r->why);
    pthread_mutex_unlock(&r->mutex);
    return out[0] != '\0';
}
