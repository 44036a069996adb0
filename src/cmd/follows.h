/* follows.h: compares what the recorder of a cache follows, as noted in the cache, with what a
 * second command asks for. A running recorder does not change what it follows. */
#ifndef CMD_FOLLOWS_H
#define CMD_FOLLOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/options.h"
#include "store/store.h"

enum { FOLLOWS_NOTE = 120 };

struct follows_request {
    const char *broker, *include, *command_config,
        *mission; /* NULL: not given; mission: its own name */
    const struct text_list *topics;
};

struct follows_result {
    int64_t pid;                      /* of the recorder; 0: none runs */
    char follows[STORE_FOLLOWS_SIZE]; /* "all topics" */
    char note[FOLLOWS_NOTE]; /* "not just mine: kill 4711, or use another --cache", or "" */
};

/* If a recorder is writing `cache`: ERR_BUSY if it reads another broker or lacks a topic asked for,
 * and a note if it differs in another way (more topics, another mission, other client properties).
 * ERR_USAGE for invalid topics. */
int follows_check(const char *cache, const struct follows_request *request,
                  struct follows_result *out, struct err *err);

/* Appends what the running recorder follows to `err`, which reports that there is one. */
void follows_add(const char *cache, struct err *err);

/* Whether the recorder of `cache` exits some time after its last viewer has left. */
bool follows_lingers(const char *cache);

#endif
