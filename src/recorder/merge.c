/* merge.c: a binary heap of heads, and patience. */
#include "recorder/merge.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

void merge_deinit(struct merge *m)
{
    free(m->sources);
    free(m->heap);
    *m = (struct merge){0};
}

static bool goes_before(const struct merge *m, int a, int b)
{
    int64_t ta = m->sources[a].t_ms, tb = m->sources[b].t_ms;
    return ta != tb ? ta < tb : a < b;
}

static void sift_up(struct merge *m, int at)
{
    int moving = m->heap[at];
    for (; at > 0 && goes_before(m, moving, m->heap[(at - 1) / 2]); at = (at - 1) / 2)
        m->heap[at] = m->heap[(at - 1) / 2];
    m->heap[at] = moving;
}

static void sift_down(struct merge *m, int at)
{
    int moving = m->heap[at];
    for (;;) {
        int child = 2 * at + 1;
        if (child + 1 < m->heap_count && goes_before(m, m->heap[child + 1], m->heap[child]))
            child++;
        if (child >= m->heap_count || !goes_before(m, m->heap[child], moving))
            break;
        m->heap[at] = m->heap[child];
        at = child;
    }
    m->heap[at] = moving;
}

static void heap_remove(struct merge *m, int at)
{
    m->heap[at] = m->heap[--m->heap_count];
    if (at < m->heap_count) {
        sift_down(m, at);
        sift_up(m, at);
    }
}

static void set_state(struct merge *m, int source, enum merge_state state)
{
    struct merge_source *s = &m->sources[source];
    m->expected += (state == MERGE_EXPECTED) - (s->state == MERGE_EXPECTED);
    s->state = state;
}

int merge_add(struct merge *m)
{
    int source = m->count++;
    m->sources = mem_grow(m->sources, (size_t)m->count, sizeof *m->sources);
    m->heap = mem_grow(m->heap, (size_t)m->count, sizeof *m->heap);
    m->sources[source] = (struct merge_source){.state = MERGE_ENDED};
    return source;
}

void merge_reset(struct merge *m, int source)
{
    for (int i = 0; m->sources[source].state == MERGE_HEAD && i < m->heap_count; i++) {
        if (m->heap[i] == source) {
            heap_remove(m, i);
            break;
        }
    }
    set_state(m, source, MERGE_ENDED);
}

void merge_leave_out(struct merge *m, int source)
{
    merge_reset(m, source);
    set_state(m, source, MERGE_LEFT_OUT);
}

void merge_offer(struct merge *m, int source, int64_t t_ms)
{
    assert(m->sources[source].state != MERGE_HEAD);
    set_state(m, source, MERGE_HEAD);
    m->sources[source].t_ms = t_ms;
    m->heap[m->heap_count] = source;
    sift_up(m, m->heap_count++);
}

void merge_ended(struct merge *m, int source)
{
    assert(m->sources[source].state != MERGE_HEAD);
    set_state(m, source, MERGE_ENDED);
}

void merge_expect(struct merge *m, int source, int64_t now_ms)
{
    if (m->sources[source].state != MERGE_ENDED)
        return;
    set_state(m, source, MERGE_EXPECTED);
    m->sources[source].since_ms = now_ms;
}

/* Leaves out sources that were waited for too long. Returns when the next one's time is up. */
static int64_t lose_patience(struct merge *m, int64_t now_ms)
{
    int64_t until = INT64_MAX;
    for (int i = 0; i < m->count && m->expected > 0; i++) {
        if (m->sources[i].state != MERGE_EXPECTED)
            continue;
        int64_t end = m->sources[i].since_ms + MERGE_PATIENCE_MS;
        if (end <= now_ms)
            set_state(m, i, MERGE_LEFT_OUT);
        else if (end < until)
            until = end;
    }
    return until;
}

int merge_next(struct merge *m, int64_t now_ms, int64_t *until_ms)
{
    *until_ms = INT64_MAX;
    if (m->heap_count == 0)
        return MERGE_NONE;
    if (m->expected > 0)
        *until_ms = lose_patience(m, now_ms);
    return m->expected > 0 ? MERGE_NONE : m->heap[0];
}

void merge_take(struct merge *m, int source, int64_t now_ms)
{
    assert(m->heap_count > 0 && m->heap[0] == source);
    heap_remove(m, 0);
    set_state(m, source, MERGE_EXPECTED);
    m->sources[source].since_ms = now_ms;
}
