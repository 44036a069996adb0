/* given.h: properties as the command line gives them: key=value words and files. */
#ifndef TOOLS_GIVEN_H
#define TOOLS_GIVEN_H

#include "client/properties.h"
#include "tools/jopt.h"

/* Adds the `key=value` words of an option; one without '=' sets the empty value. */
void given_pairs(struct properties *p, const struct jopt *o, size_t row);

/* Adds the file that an option names, if it is given. -1 with Java's exception. */
int given_file(struct properties *p, const struct jopt *o, size_t row, struct thrown *t);

/* Sets a property from an option unless it is set already; an option that was given always does. */
int given_option(struct properties *p, const char *key, const struct jopt *o, size_t row,
                 struct thrown *t);

#endif
