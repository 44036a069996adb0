/* mission_file.h: reads a mission file whole: a mission, or every mistake in it. docs/missions.md
 * describes the file.
 *
 * A section is a file here and a row of SECTIONS. */
#ifndef MISSION_FILE_H
#define MISSION_FILE_H

#include "flight/mission.h"
#include "mission/mistakes.h"

struct mission_file;
struct mission_reader;
struct yaml_node;

#define SECTIONS(X)                                                                                \
    X(mission)                                                                                     \
    X(title)                                                                                       \
    X(include)                                                                                     \
    X(topics)                                                                                      \
    X(sources)                                                                                     \
    X(channels)                                                                                    \
    X(derived)                                                                                     \
    X(phases)                                                                                      \
    X(order)                                                                                       \
    X(fleet)

#define X(name) void section_##name(struct mission_reader *r, const struct yaml_node *node);
SECTIONS(X)
#undef X
/* Once all sections are read, in this order: what one says of another. */
void derived_join(struct mission_reader *r);
void columns_check(struct mission_reader *r);
void formulas_read(struct mission_reader *r);
void sources_check(struct mission_reader *r);       /* after topic_sources_check() */
void topic_sources_check(struct mission_reader *r); /* the last: it copies the mission */

/* Reads the file at `path`, or `text`. Always returns a file, to be closed; what it holds is a
 * mission if there are no mistakes. ERR_IO if the file could not be read at all. */
int mission_file_open(struct mission_file **out, const char *path, struct err *err);
struct mission_file *mission_file_read(struct bytes text);
void mission_file_close(struct mission_file *f); /* NULL is fine */

const struct mistakes *mission_file_mistakes(const struct mission_file *f); /* by line */
/* NULL if there are mistakes; it and its text hold until the file is closed. */
const struct mission *mission_file_mission(const struct mission_file *f);

/* "2 topics (1 feed), 8 channels (1 derived), 6 phases, 12 words" */
enum { MISSION_SUMMARY_SIZE = 120 };
void mission_summary(const struct mission *m, char out[MISSION_SUMMARY_SIZE]);

#endif
