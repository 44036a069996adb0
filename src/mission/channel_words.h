/* channel_words.h: what the sections `channels` and `derived` say of one channel. */
#ifndef MISSION_CHANNEL_WORDS_H
#define MISSION_CHANNEL_WORDS_H

#include "mission/mission_fields.h"

enum { CHANNELS_MOST = 1024, DECIMALS_MOST = 9 };

struct channel_words {
    const char *const *from, *const *states;
    const char *label, *head, *unit;
    int decimals;
    double scale;
};
/* Before anything is said. */
#define CHANNEL_WORDS                                                                              \
    {                                                                                              \
        .unit = "", .decimals = 1, .scale = 1                                                      \
    }

/* The channel of the entry `node`. What is wrong is a mistake. */
struct mission_channel channel_of_words(struct mission_reader *r, const char *who,
                                        const struct yaml_node *node,
                                        const struct channel_words *words);

/* A channel that is computed: of the section `derived`. */
struct derived_words {
    struct channel_words words;
    const char *as; /* NULL: missing */
    const struct yaml_node *node;
};

#endif
