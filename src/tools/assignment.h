/* assignment.h: --replica-assignment, `1:2,2:3`: the brokers of each partition. */
#ifndef TOOLS_ASSIGNMENT_H
#define TOOLS_ASSIGNMENT_H

#include "base/arena.h"
#include "tools/thrown.h"
#include "wire/schema.h"

struct assignment {
    struct wire_i32s *partitions; /* by partition; the arena's */
    size_t count;                 /* 0: none was given */
};

/* -1 with what Kafka throws for brokers named twice, lists of different lengths, no numbers. */
int assignment_parse(const char *text, struct arena *arena, struct assignment *out,
                     struct thrown *t);

#endif
