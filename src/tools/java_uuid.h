/* java_uuid.h: topic ids as people type them. */
#ifndef TOOLS_JAVA_UUID_H
#define TOOLS_JAVA_UUID_H

#include "tools/thrown.h"
#include "wire/uuid.h"

/* -1 with what org.apache.kafka.common.Uuid.fromString throws. */
int java_uuid_parse(const char *text, struct uuid *out, struct thrown *t);

#endif
