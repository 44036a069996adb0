/* hints.h: hints as a screen's hook returns them. */
#ifndef UI_SCREENS_HINTS_H
#define UI_SCREENS_HINTS_H

#include "base/bytes.h"
#include "ui/scene.h"

/* Ends a hook: `*count` and the list. */
#define HINTS(count, ...)                                                                          \
    do {                                                                                           \
        static const struct hint list[] = {__VA_ARGS__};                                           \
        *(count) = (int)ARRAY_SIZE(list);                                                          \
        return list;                                                                               \
    } while (0)

/* Of a replay, on screens that show what is played; NULL while none is shown. */
const struct hint *hints_replay(const struct scene *s, int *count);

#endif
