/* mistakes.h: what is wrong in a mission file, each with its line; all of it is found in one run.
 */
#ifndef MISSION_MISTAKES_H
#define MISSION_MISTAKES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum { MISTAKES_MOST = 100, MISTAKE_SIZE = 300 };

struct mistake {
    int line;                /* from 1; 0: of the file as a whole */
    char text[MISTAKE_SIZE]; /* clean */
};

struct mistakes {
    int count, more; /* `more` were found past MISTAKES_MOST */
    struct mistake items[MISTAKES_MOST];
};

/* The words may hold bytes of the file: they are cleaned here. */
void mistake_add(struct mistakes *m, int line, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* Adds "; nearest: WORD" to the mistake added last, where one of `words` (ending with NULL)
 * may have been meant: at most a third of its letters differ. */
void mistake_nearest(struct mistakes *m, const char *word, const char *const *words);
/* The same, or where none was meant "; known: A, B" with those words that fit. */
void mistake_known(struct mistakes *m, const char *word, const char *const *words);
/* The one of `words` that `word` may be a slip of, or NULL. */
const char *word_nearest(const char *word, const char *const *words);
/* By line; those of one line stay in the order they were found. */
void mistakes_sort(struct mistakes *m);

#endif
