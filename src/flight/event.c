/* event.c: the words of the kinds of events. */
#include "flight/event.h"

const char *event_word(enum event_kind kind)
{
    static const char *const words[] = {
#define X(name, word) [EVENT_##name] = word,
        EVENT_KINDS(X)
#undef X
    };
    return words[kind];
}
