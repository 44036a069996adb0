/* short_name.h: a name cut to a few columns so that it is told apart from the other names: its
 * beginning goes first ("…accel_x", "…accel_y"), at a point or an underscore if that is enough. */
#ifndef UI_SHORT_NAME_H
#define UI_SHORT_NAME_H

#include <stddef.h>

#include "flight/name_index.h"

/* Name `at` of clean UTF-8 names. */
void short_name(struct name_array names, int at, int columns, char *out, size_t size);

#endif
