/* import_kit.h: what `ground import` makes of a file with some text in it. */
#ifndef TESTS_SUPPORT_IMPORT_KIT_H
#define TESTS_SUPPORT_IMPORT_KIT_H

#include "source/recording.h"

/* The messages of a file of `len` bytes, a line each: "T_MS VALUE", or "T_MS KEY VALUE" where there
 * is a key; mission time 0 is at 0 ms. Of a file that is refused, "FILE:..." is the sentence. Holds
 * until the next call. */
const char *import_bytes(const void *bytes, size_t len, const struct reading_options *o);

/* The same of text, with no options. */
const char *import_text(const char *text);
const char *import_with(const char *text, struct reading_options o);

/* What `ground import --dry-run` prints of it; the file is called FILE. */
const char *import_report(const char *text, struct reading_options o);

#endif
