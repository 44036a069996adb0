/* yaml.h: a mission file's text as a tree that knows its lines. The only file that uses libfyaml.
 *
 * Of YAML (1.2) a mission needs mappings, lists and scalars. Anchors, tags and further documents
 * are mistakes, so that a small file cannot become a large tree. */
#ifndef MISSION_YAML_H
#define MISSION_YAML_H

#include "base/arena.h"
#include "mission/mistakes.h"

enum {
    YAML_MOST_BYTES = 1024 * 1024,
    YAML_MOST_DEPTH = 16,
    YAML_MOST_NODES = 20000,
};

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml_node {
    enum yaml_kind kind;
    int line;         /* from 1 */
    const char *text; /* of YAML_TEXT, without quotes */
    const char *key;  /* in a map; else NULL */
    int key_line;
    struct yaml_node *first, *next; /* children of a list or map; the next one beside */
};

/* The tree of `text`, in `arena`; an empty file is an empty map. NULL when it could not be read to
 * its end: then a mistake says why. Twice the same key is a mistake, and the first one counts. */
struct yaml_node *yaml_read(struct arena *arena, struct bytes text, struct mistakes *mistakes);

/* "a mapping", "a list", "text". */
const char *yaml_kind_words(const struct yaml_node *node);

#endif
