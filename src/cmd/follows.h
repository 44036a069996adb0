/* follows.h: what the recorder of a cache follows, as it notes it there, held against what a person
 * asks for: a recorder that runs goes on as it began, whatever a second command line says. */
#ifndef CMD_FOLLOWS_H
#define CMD_FOLLOWS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/options.h"
#include "store/store.h"

enum { FOLLOWS_NOTE = 120 };

struct follows_wish {
    const char *broker, *include, *command_config, *mission; /* NULL: whichever is recorded */
    const struct text_list *topics;
};

struct follows_answer {
    int64_t pid;                      /* of the recorder; 0: none runs */
    char follows[STORE_FOLLOWS_SIZE]; /* "all topics" */
    char note[FOLLOWS_NOTE]; /* "not just mine: kill 4711, or use another --cache", or "" */
};

/* When a recorder writes `cache`: ERR_BUSY, with what it follows and what to do, if it reads
 * another broker or not all topics that are wished for; a note if it goes on in another way than
 * wished: with more topics, another mission, other client properties. ERR_USAGE for topics that
 * cannot be. */
int follows_check(const char *cache, const struct follows_wish *wish, struct follows_answer *out,
                  struct err *err);

/* Adds to `err`, which says that a recorder runs already, what that one follows. */
void follows_add(const char *cache, struct err *err);

/* Whether the recorder that writes `cache` ends by itself some time after its last viewer. */
bool follows_lingers(const char *cache);

#endif
