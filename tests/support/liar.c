#include "liar.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "wire/api.h"
#include "wire/frame.h"

enum { CONNECTIONS = 32, ASKED = 256, ARENA = 64 << 20 };

struct asked { /* a request whose answer is to come */
    const struct api *api;
    int16_t version;
};

struct talk { /* one client's connection and ours to the broker */
    int client, broker;
    struct buf from_client, from_broker;
    struct asked asked[ASKED];
    unsigned first, next;
};

struct liar {
    int listener, port, broker_port;
    int stop[2];
    pthread_t thread;
    struct talk talks[CONNECTIONS];
    int count;
    struct uuid too_far, below; /* the ids of these topics: newer clients fetch by id */
};

/* ---- lies ---- */

static bool is(struct bytes name, const char *topic)
{
    return bytes_equal(name, bytes_of(topic));
}

static void lie_about_topics(struct liar *l, struct metadata_response *m)
{
    for (int i = 0; i < m->brokers.count; i++) {
        m->brokers.items[i].host = bytes_of("127.0.0.1");
        m->brokers.items[i].port = l->port;
    }
    for (int i = 0; i < m->topics.count; i++) {
        struct metadata_topic *t = &m->topics.items[i];
        for (int k = 0; k < t->partitions.count && is(t->name, "minus-seven"); k++)
            t->partitions.items[k].partition = -7;
        if (is(t->name, "too-far"))
            l->too_far = t->topic_id;
        if (is(t->name, "below"))
            l->below = t->topic_id;
    }
}

static void lie_about_offsets(struct list_offsets_response *m)
{
    for (int i = 0; i < m->topics.count; i++) {
        struct list_offsets_response_topic *t = &m->topics.items[i];
        for (int k = 0; k < t->partitions.count && is(t->name, "backwards"); k++)
            t->partitions.items[k].offset = -5;
    }
}

static bool is_topic(const struct fetch_response_topic *t, const char *name, struct uuid id)
{
    return uuid_is_zero(t->topic_id) ? is(t->name, name) : uuid_equal(t->topic_id, id);
}

/* A batch's first eight bytes are its offset, which its CRC does not cover. */
static void lie_about_records(const struct liar *l, struct fetch_response *m)
{
    for (int i = 0; i < m->topics.count; i++) {
        struct fetch_response_topic *t = &m->topics.items[i];
        bool far = is_topic(t, "too-far", l->too_far), below = is_topic(t, "below", l->below);
        for (int k = 0; k < t->partitions.count && (far || below); k++)
            if (t->partitions.items[k].records.len >= 8)
                be64_put((uint8_t *)(uintptr_t)t->partitions.items[k].records.data,
                         far ? (uint64_t)INT64_MAX : (uint64_t)-5);
    }
}

static void lie(struct liar *l, int key, void *message)
{
    if (key == API_METADATA)
        lie_about_topics(l, message);
    else if (key == API_LIST_OFFSETS)
        lie_about_offsets(message);
    else if (key == API_FETCH)
        lie_about_records(l, message);
}

/* ---- passing on ---- */

static void send_all(int fd, struct bytes b)
{
    for (size_t at = 0; at < b.len;) {
        ssize_t n = send(fd, b.data + at, b.len - at, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* gone: the next read says so */
        at += (size_t)n;
    }
}

/* Takes a frame, its size included, off the front; false while it is not whole. */
static bool next_frame(const struct buf *in, size_t *at, struct bytes *frame)
{
    if (in->data == NULL || in->len - *at < 4 || in->len - *at < 4 + be32_get(in->data + *at))
        return false;
    *frame = bytes_make(in->data + *at, 4 + be32_get(in->data + *at));
    *at += frame->len;
    return true;
}

static void drop_front(struct buf *b, size_t n)
{
    if (n == 0)
        return;
    memmove(b->data, b->data + n, b->len - n);
    b->len -= n;
}

static void pass_requests(struct talk *t)
{
    struct bytes frame;
    size_t at = 0;
    while (next_frame(&t->from_client, &at, &frame)) {
        assert_true(t->next - t->first < ASKED);
        t->asked[t->next++ % ASKED] =
            (struct asked){api_find(be16_get(frame.data + 4)), (int16_t)be16_get(frame.data + 6)};
        send_all(t->broker, frame);
    }
    drop_front(&t->from_client, at);
}

static void pass_answer(struct liar *l, struct talk *t, struct bytes frame)
{
    struct asked asked = t->asked[t->first++ % ASKED];
    int key = asked.api == NULL ? -1 : asked.api->key;
    if (key != API_METADATA && key != API_FETCH && key != API_LIST_OFFSETS) {
        send_all(t->client, frame);
        return;
    }
    struct arena arena = {0};
    struct buf out = {0};
    struct err err;
    int32_t correlation;
    arena_init(&arena, ARENA);
    void *message = mem_zero(1, asked.api->response->size);
    assert_int_equal(response_read(bytes_make(frame.data + 4, frame.len - 4), asked.api,
                                   asked.version, &correlation, &arena, message, &err),
                     0);
    lie(l, key, message);
    assert_int_equal(response_write(&out, asked.api, asked.version, correlation, message, &err), 0);
    send_all(t->client, buf_bytes(&out));
    buf_deinit(&out);
    arena_deinit(&arena);
    free(message);
}

static bool read_more(int fd, struct buf *in)
{
    enum { PIECE = 64 * 1024 };
    ssize_t n = recv(fd, buf_reserve(in, PIECE), PIECE, 0);
    in->len += n > 0 ? (size_t)n : 0;
    return n > 0;
}

static bool pass_on(struct liar *l, struct talk *t, bool client, bool broker)
{
    struct bytes frame;
    size_t at = 0;
    if (client && !read_more(t->client, &t->from_client))
        return false;
    pass_requests(t);
    if (broker && !read_more(t->broker, &t->from_broker))
        return false;
    while (next_frame(&t->from_broker, &at, &frame))
        pass_answer(l, t, frame);
    drop_front(&t->from_broker, at);
    return true;
}

/* ---- connections ---- */

static int connect_to(int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void begin_talk(struct liar *l)
{
    int fd = accept(l->listener, NULL, NULL);
    assert_true(fd >= 0 && l->count < CONNECTIONS);
    l->talks[l->count++] = (struct talk){.client = fd, .broker = connect_to(l->broker_port)};
}

static void end_talk(struct liar *l, int i)
{
    struct talk *t = &l->talks[i];
    close(t->client);
    close(t->broker);
    buf_deinit(&t->from_client);
    buf_deinit(&t->from_broker);
    *t = l->talks[--l->count];
}

static void *run(void *arg)
{
    struct liar *l = arg;
    for (;;) {
        struct pollfd fds[2 + 2 * CONNECTIONS] = {{.fd = l->stop[0], .events = POLLIN},
                                                  {.fd = l->listener, .events = POLLIN}};
        for (int i = 0; i < l->count; i++) {
            fds[2 + 2 * i] = (struct pollfd){.fd = l->talks[i].client, .events = POLLIN};
            fds[3 + 2 * i] = (struct pollfd){.fd = l->talks[i].broker, .events = POLLIN};
        }
        poll(fds, 2 + 2 * (nfds_t)l->count, -1);
        if (fds[0].revents != 0)
            return NULL;
        for (int i = l->count - 1; i >= 0; i--)
            if (!pass_on(l, &l->talks[i], fds[2 + 2 * i].revents != 0, fds[3 + 2 * i].revents != 0))
                end_talk(l, i);
        if (fds[1].revents != 0)
            begin_talk(l);
    }
}

struct liar *liar_start(int broker_port, int *port)
{
    struct liar *l = mem_zero(1, sizeof *l);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    l->broker_port = broker_port;
    l->listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(l->listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(l->listener, CONNECTIONS), 0);
    assert_int_equal(getsockname(l->listener, (struct sockaddr *)&at, &size), 0);
    l->port = *port = ntohs(at.sin_port);
    assert_int_equal(pipe(l->stop), 0);
    assert_int_equal(pthread_create(&l->thread, NULL, run, l), 0);
    return l;
}

void liar_stop(struct liar *l)
{
    assert_int_equal(write(l->stop[1], "", 1), 1);
    pthread_join(l->thread, NULL);
    while (l->count > 0)
        end_talk(l, 0);
    close(l->listener);
    close(l->stop[0]);
    close(l->stop[1]);
    free(l);
}
