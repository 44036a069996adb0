/* bell_ringer.c: the recorder's side of the doorbell: a thread that owns the sockets.
 * The recorder's thread touches only the atomic newest seq and a pipe that wakes this thread. A
 * viewer whose socket is full already has a ring to read, so it misses nothing. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fd.h"
#include "base/mem.h"
#include "base/thread.h"
#include "store/bell.h"
#include "store/bell_path.h"
#include "store/paths.h"

enum { SLOT_WAKE, SLOT_LISTEN, SLOT_VIEWERS };
enum { ACCEPT_AGAIN_MS = 500 };

struct bell {
    char *cache;
    pthread_t thread;
    int wake[2]; /* a byte: rung; end of file: stop */
    atomic_llong seq;
    atomic_int viewers;
    struct pollfd fds[SLOT_VIEWERS + BELL_MAX_VIEWERS]; /* the thread's */
    nfds_t count;
};

static void drop_viewer(struct bell *b, nfds_t slot)
{
    close(b->fds[slot].fd);
    b->fds[slot] = b->fds[--b->count];
    atomic_store(&b->viewers, (int)(b->count - SLOT_VIEWERS));
}

/* Out of descriptors or memory, a new viewer stays in the backlog and is accepted later; polling
 * for it meanwhile would spin. */
static void accept_viewers(struct bell *b)
{
    for (;;) {
        int fd = accept(b->fds[SLOT_LISTEN].fd, NULL, NULL);
        if (fd < 0) {
            bool nothing = errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
            b->fds[SLOT_LISTEN].events = nothing ? POLLIN : 0;
            return;
        }
        if (b->count == ARRAY_SIZE(b->fds)) {
            close(fd); /* the viewer polls instead */
            continue;
        }
        fd_own(fd);
        b->fds[b->count++] = (struct pollfd){.fd = fd, .events = POLLIN};
        atomic_store(&b->viewers, (int)(b->count - SLOT_VIEWERS));
    }
}

static void ring_all(struct bell *b)
{
    uint8_t ring[8];
    be64_put(ring, (uint64_t)atomic_load(&b->seq));
    for (nfds_t i = b->count; i-- > SLOT_VIEWERS;) {
        ssize_t n = fd_send(b->fds[i].fd, ring, sizeof ring);
        bool full = n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (n != sizeof ring && !full)
            drop_viewer(b, i);
    }
}

/* Drops input from viewers; end of file means that the viewer has left. */
static void hear_viewers(struct bell *b)
{
    char rubbish[512];
    for (nfds_t i = b->count; i-- > SLOT_VIEWERS;) {
        if (b->fds[i].revents == 0)
            continue;
        ssize_t n = recv(b->fds[i].fd, rubbish, sizeof rubbish, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
            drop_viewer(b, i);
    }
}

static void *run(void *arg)
{
    struct bell *b = arg;
    for (;;) {
        bool shut = b->fds[SLOT_LISTEN].events == 0;
        int ready = poll(b->fds, b->count, shut ? ACCEPT_AGAIN_MS : -1);
        if (ready < 0)
            continue;
        hear_viewers(b);
        if (b->fds[SLOT_LISTEN].revents != 0 || (shut && ready == 0))
            accept_viewers(b);
        if (b->fds[SLOT_WAKE].revents != 0) {
            char rings[64];
            ssize_t n = read(b->wake[0], rings, sizeof rings);
            if (n == 0)
                return NULL;
            if (n > 0)
                ring_all(b);
        }
    }
}

static int listen_at(const char *cache, int *out, struct err *err)
{
    struct sockaddr_un addr;
    int dir_fd;
    int rc = bell_address(cache, &addr, &dir_fd, err);
    if (rc != 0)
        return rc;
    unlink(addr.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    /* Set the mode before listen(): until then connections are refused. */
    if (fd < 0 || bind(fd, (struct sockaddr *)&addr, sizeof addr) != 0 ||
        chmod(addr.sun_path, 0660) != 0 || listen(fd, 64) != 0) {
        rc = err_errno(err, "cannot create the doorbell %s-bell", cache);
        if (fd >= 0)
            close(fd);
    } else {
        fd_own(fd);
        *out = fd;
    }
    if (dir_fd >= 0)
        close(dir_fd);
    return rc;
}

int bell_open(struct bell **out, const char *cache, struct err *err)
{
    int fd = -1;
    int rc = listen_at(cache, &fd, err);
    if (rc != 0)
        return rc;
    struct bell *b = mem_zero(1, sizeof *b);
    b->cache = mem_text(cache);
    b->count = SLOT_VIEWERS;
    b->fds[SLOT_LISTEN] = (struct pollfd){.fd = fd, .events = POLLIN};
    rc = fd_pipe(b->wake, err);
    b->fds[SLOT_WAKE] = (struct pollfd){.fd = b->wake[0], .events = POLLIN};
    if (rc == 0)
        rc = thread_start(&b->thread, 0, run, b, "the doorbell's thread", err);
    if (rc != 0) {
        close(fd);
        close(b->wake[0]);
        close(b->wake[1]);
        free(b->cache);
        free(b);
        return rc;
    }
    *out = b;
    return 0;
}

void bell_close(struct bell *b)
{
    if (b == NULL)
        return;
    close(b->wake[1]);
    pthread_join(b->thread, NULL);
    close(b->wake[0]);
    struct sockaddr_un addr;
    int dir_fd;
    if (bell_address(b->cache, &addr, &dir_fd, NULL) == 0) {
        unlink(addr.sun_path);
        if (dir_fd >= 0)
            close(dir_fd);
    }
    for (nfds_t i = SLOT_LISTEN; i < b->count; i++)
        close(b->fds[i].fd);
    free(b->cache);
    free(b);
}

void bell_ring(struct bell *b, int64_t last_seq)
{
    atomic_store(&b->seq, last_seq);
    fd_poke(b->wake[1]);
}

int bell_viewers(struct bell *b)
{
    return atomic_load(&b->viewers);
}
