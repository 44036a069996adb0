/* mission_fields.h: reads a section's values into a struct by a table: a new key is a row.
 *
 * Whatever is wrong becomes a mistake with its line, and the struct keeps what it had. */
#ifndef MISSION_MISSION_FIELDS_H
#define MISSION_MISSION_FIELDS_H

#include <stdint.h>

#include "flight/mission.h"
#include "mission/yaml.h"

/* A mission while it is read; what it points to is in the arena. */
struct mission_reader {
    struct arena *arena;
    struct mistakes *mistakes;
    struct mission *mission;
    const char *const *fleet; /* columns asked for, by id; checked when all is read */
    const struct yaml_node *fleet_node;
    struct derived_words *derived; /* section_derived.c */
    int derived_count;
    struct pattern **patterns; /* MISSION_PATTERNS: compiled; closed with the file */
    int pattern_count;
    const struct yaml_node *sources_node;
    struct mission_topic *topics;             /* those of `mission`; NULL: none */
    struct topic_source_nodes *topic_sources; /* of each */
};

enum { MISSION_SOURCES = 32, MISSION_KEYS = 64, MISSION_PATTERNS = MISSION_SOURCES + MISSION_KEYS };

enum field_kind {
    FIELD_TEXT,    /* const char * */
    FIELD_TEXTS,   /* const char *const *, ending with NULL; one text is a list of one */
    FIELD_INTEGER, /* int, least..most */
    FIELD_NUMBER,  /* double, finite */
    FIELD_CHOICE,  /* int: the place in `choices` */
    FIELD_NODE,    /* const struct yaml_node *: read by its section */
};

struct mission_field {
    const char *name;
    enum field_kind kind;
    size_t at; /* offset in the struct */
    int least, most;
    const char *const *choices; /* ends with NULL */
};

enum { FIELD_TEXTS_MOST = 64 };

/* Reads `map` into `out`. `who` begins each sentence: `channel "alt"`. */
void fields_read(struct mission_reader *r, const char *who, const struct yaml_node *map,
                 const struct mission_field *fields, size_t count, void *out);

/* The texts of a node; NULL after a mistake. */
const char *const *fields_texts(struct mission_reader *r, const char *who,
                                const struct yaml_node *node, int *count);

/* The line of entry `i` of the key's list in `map`; of the key, or of the map, where there is none.
 */
int fields_line(const struct yaml_node *map, const char *key, int i);
/* The same, of the list itself. */
int fields_item_line(const struct yaml_node *list, int i);

/* Whether the node is of that kind; otherwise a mistake: `who` must be ..., not ... */
bool fields_is(struct mission_reader *r, const char *who, const struct yaml_node *node,
               enum yaml_kind kind);

int fields_count(const struct yaml_node *node); /* its children */

#endif
