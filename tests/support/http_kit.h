/* http_kit.h: a web server for one test: it answers every request with the same bytes, after a
 * pause, or not at all. */
#ifndef TESTS_SUPPORT_HTTP_KIT_H
#define TESTS_SUPPORT_HTTP_KIT_H

#include <stddef.h>

struct http_kit;

enum { HTTP_KIT_HANGS = -1 };

/* Answers with `status` and a body of `size` bytes: `body` and then blanks. HTTP_KIT_HANGS as the
 * status: takes requests and says nothing. `body` is borrowed. */
struct http_kit *http_kit_open(int status, const char *body, size_t size);
void http_kit_close(struct http_kit *k);

/* "http://127.0.0.1:PORT". */
const char *http_kit_url(const struct http_kit *k);
/* How many requests came, and the first line of the last one. */
int http_kit_count(struct http_kit *k);
void http_kit_last(struct http_kit *k, char out[256]);

#endif
