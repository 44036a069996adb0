/* glyph.h: the signs we draw beyond ASCII, and what stands for each where only ASCII will do.
 *
 * Our own text is written in UTF-8 everywhere; in ASCII mode the canvas asks here, sign by sign. */
#ifndef UI_GLYPH_H
#define UI_GLYPH_H

#include <stdbool.h>
#include <stddef.h>

/* The ASCII character for the UTF-8 character that `text` begins with ('?' when the table has
 * none); `*length` gets its bytes (>= 1). */
char glyph_ascii(const char *text, size_t *length);

/* Whether TERM and the locale leave us ASCII alone: no UTF-8, TERM=linux or vt*, or a terminal
 * library that takes `●` for two columns (CJK). Call after setlocale(). */
bool glyph_needs_ascii(const char *term);

/* Eight heights of a spark column, 0 .. 7. */
const char *glyph_spark(int level);

#endif
