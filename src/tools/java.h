/* java.h: where the users of Apache Kafka's tools meet Java: its version, its classes. */
#ifndef TOOLS_JAVA_H
#define TOOLS_JAVA_H

#include "tools/thrown.h"

/* What --version prints: the version of Kafka whose tools these are to the letter. Returns 0. */
int java_version(void);

/* What kafka-topics prints of an exception that nobody caught: its message, then its trace. Returns
 * 1, the exit code. */
int java_uncaught(const struct thrown *t);

/* A class that is not among those built in: Java's exception in `t`, and a sentence on stderr that
 * names what there is. Returns -1. */
int java_no_class(struct thrown *t, const char *program, const char *name, const char *known);

#endif
