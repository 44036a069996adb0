/* topic_sources.h: which source reads a topic's messages, or those with some of its keys.
 * topic_sources_check() (mission_file.h) resolves the names once all sections are read. */
#ifndef MISSION_TOPIC_SOURCES_H
#define MISSION_TOPIC_SOURCES_H

struct yaml_node;

/* What a topic says of it; NULL: nothing. */
struct topic_source_nodes {
    const struct yaml_node *source, *keys;
};

#endif
