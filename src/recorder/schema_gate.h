/* schema_gate.h: holds a message whose schema the registry is being asked for, so that it is
 * decoded by it at once; what the registry answers goes to the tape.
 *
 * A message waits as long as the registry may take for one answer, and all together no longer than
 * SCHEMA_PATIENCE_MS since the last schema that came: a registry that hangs or lies delays a
 * recording by that much, once. */
#ifndef RECORDER_SCHEMA_GATE_H
#define RECORDER_SCHEMA_GATE_H

#include "recorder/tape.h"
#include "schema/registry.h"

enum { SCHEMA_PATIENCE_MS = 10000, SCHEMA_LOOK_MS = 10, SCHEMA_START_MS = 3000 };

struct schema_gate {
    struct registry *registry; /* borrowed; NULL: none, and nothing is held */
    int64_t since_ms;          /* the next message is held since then (monotonic); 0: it is not */
    int64_t patience_ms;       /* left */
    char said[REGISTRY_WHY_SIZE];
};

void schema_gate_init(struct schema_gate *g, struct registry *registry);
/* Whether the message must wait: look again within SCHEMA_LOOK_MS. */
bool schema_gate_holds(struct schema_gate *g, const struct tape *t, struct bytes value,
                       int64_t mono_ms);
/* Gives new schemas to the tape, and notes in the cache and the log whether the registry answers.
 * `*late` becomes true where messages were folded without one (tape_add_schema()). */
int schema_gate_take(struct schema_gate *g, struct tape *t, bool *late, struct err *err);
/* Asks for what earlier messages of the cache lacked; waits SCHEMA_START_MS at most. */
void schema_gate_ask_unknown(struct schema_gate *g, const struct tape *t);

#endif
