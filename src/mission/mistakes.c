#include "mission/mistakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { WORD_MOST = 40 };

void mistake_add(struct mistakes *m, int line, const char *fmt, ...)
{
    char raw[MISTAKE_SIZE];
    va_list args;
    if (m->count == MISTAKES_MOST) {
        m->more++;
        return;
    }
    va_start(args, fmt);
    vsnprintf(raw, sizeof raw, fmt, args);
    va_end(args);
    struct mistake *new = &m->items[m->count++];
    new->line = line;
    text_clean(bytes_of(raw), TEXT_ANY_WIDTH, new->text, sizeof new->text);
}

void mistakes_sort(struct mistakes *m)
{
    for (int i = 1; i < m->count; i++) {
        struct mistake moved = m->items[i];
        int at = i;
        for (; at > 0 && m->items[at - 1].line > moved.line; at--)
            m->items[at] = m->items[at - 1];
        m->items[at] = moved;
    }
}

/* How many letters must be put in, left out or changed; at most WORD_MOST letters are looked at. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MOST + 1], n = strnlen(b, WORD_MOST);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0' && i < WORD_MOST; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 1; j <= n; j++) {
            size_t changed = diagonal + (a[i] != b[j - 1]);
            diagonal = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = changed < least ? changed : least;
        }
    }
    return row[n];
}

const char *word_nearest(const char *word, const char *const *words)
{
    const char *best = NULL;
    size_t least = (strnlen(word, WORD_MOST) + 2) / 3 + 1;
    for (; *words != NULL; words++) {
        size_t d = distance(word, *words);
        if (d < least) {
            least = d;
            best = *words;
        }
    }
    return best;
}

/* Behind the mistake added last. */
static void add_words(struct mistakes *m, const char *before, const char *const *words)
{
    if (m->more > 0) /* it was only counted */
        return;
    struct mistake *last = &m->items[m->count - 1];
    size_t len = strlen(last->text), room = sizeof last->text - len;
    char raw[MISTAKE_SIZE];
    snprintf(raw, room, "%s", before);
    text_join(raw, room, words);
    text_clean(bytes_of(raw), TEXT_ANY_WIDTH, last->text + len, room);
}

void mistake_nearest(struct mistakes *m, const char *word, const char *const *words)
{
    const char *near = word_nearest(word, words);
    if (near != NULL)
        add_words(m, "; nearest: ", (const char *const[]){near, NULL});
}

void mistake_known(struct mistakes *m, const char *word, const char *const *words)
{
    if (word_nearest(word, words) != NULL)
        mistake_nearest(m, word, words);
    else if (words[0] != NULL)
        add_words(m, "; known: ", words);
}
