/* http_kit.c: one connection at a time, one request each. */
#include "http_kit.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct http_kit {
    int fd, status, stop[2];
    const char *body;
    size_t size;
    char url[64];
    pthread_t thread;
    pthread_mutex_t mutex;
    int count;
    char last[256];
};

/* Until something can be read: false when the test is over. */
static bool wait_for(const struct http_kit *k, int fd)
{
    struct pollfd fds[] = {{.fd = fd, .events = POLLIN}, {.fd = k->stop[0], .events = POLLIN}};
    while (poll(fds, 2, -1) < 0)
        continue;
    return fds[1].revents == 0;
}

static bool read_request(struct http_kit *k, int fd)
{
    char text[4096] = "";
    size_t len = 0;
    while (strstr(text, "\r\n\r\n") == NULL && len < sizeof text - 1) {
        ssize_t n = wait_for(k, fd) ? read(fd, text + len, sizeof text - 1 - len) : 0;
        if (n <= 0)
            return false;
        len += (size_t)n;
        text[len] = '\0';
    }
    text[strcspn(text, "\r")] = '\0';
    pthread_mutex_lock(&k->mutex);
    k->count++;
    snprintf(k->last, sizeof k->last, "%.200s", text);
    pthread_mutex_unlock(&k->mutex);
    return true;
}

static void answer(const struct http_kit *k, int fd)
{
    char head[256];
    size_t len = strlen(k->body), sent = 0;
    char *all = malloc(sizeof head + k->size);
    int n = snprintf(head, sizeof head,
                     "HTTP/1.1 %d X\r\nContent-Length: %zu\r\nLocation: %s/else\r\n"
                     "Connection: close\r\n\r\n",
                     k->status, k->size, k->url);
    memcpy(all, head, (size_t)n);
    memset(all + n, ' ', k->size);
    memcpy(all + n, k->body, len < k->size ? len : k->size);
    for (ssize_t more = 1; more > 0 && sent < (size_t)n + k->size; sent += (size_t)more)
        more = send(fd, all + sent, (size_t)n + k->size - sent, MSG_NOSIGNAL);
    free(all);
}

static void *run(void *arg)
{
    struct http_kit *k = arg;
    while (wait_for(k, k->fd)) {
        int fd = accept(k->fd, NULL, NULL);
        if (read_request(k, fd)) {
            if (k->status == HTTP_KIT_HANGS)
                wait_for(k, -1);
            else
                answer(k, fd);
        }
        close(fd);
    }
    return NULL;
}

struct http_kit *http_kit_open(int status, const char *body, size_t size)
{
    struct http_kit *k = calloc(1, sizeof *k);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    k->status = status;
    k->body = body;
    k->size = size;
    k->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (k->fd < 0 || bind(k->fd, (struct sockaddr *)(void *)&at, sizeof at) != 0 ||
        listen(k->fd, 8) != 0 || getsockname(k->fd, (struct sockaddr *)(void *)&at, &len) != 0 ||
        pipe(k->stop) != 0)
        abort();
    snprintf(k->url, sizeof k->url, "http://127.0.0.1:%d", ntohs(at.sin_port));
    pthread_mutex_init(&k->mutex, NULL);
    if (pthread_create(&k->thread, NULL, run, k) != 0)
        abort();
    return k;
}

void http_kit_close(struct http_kit *k)
{
    close(k->stop[1]);
    pthread_join(k->thread, NULL);
    close(k->stop[0]);
    close(k->fd);
    pthread_mutex_destroy(&k->mutex);
    free(k);
}

const char *http_kit_url(const struct http_kit *k)
{
    return k->url;
}

int http_kit_count(struct http_kit *k)
{
    pthread_mutex_lock(&k->mutex);
    int count = k->count;
    pthread_mutex_unlock(&k->mutex);
    return count;
}

void http_kit_last(struct http_kit *k, char out[256])
{
    pthread_mutex_lock(&k->mutex);
    memcpy(out, k->last, sizeof k->last);
    pthread_mutex_unlock(&k->mutex);
}
