/* text.h: cleaning untrusted text for a screen, a file or a log line.
 *
 * Every byte from outside (topic, key, value, header, client id, a broker's error text) passes
 * text_clean() before it is shown. The result is UTF-8 with printable characters only: no control,
 * escape, bidi, zero-width or tag characters, no invalid bytes, no newlines. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/bytes.h"

enum { TEXT_ANY_WIDTH = -1 };

/* Cleans `in` into `out` (size >= 1, NUL-terminated), at most `columns` terminal columns wide
 * (TEXT_ANY_WIDTH: as far as `size` goes); text that is cut ends in "…". Control bytes and bad
 * bytes become \xNN, tab \t, newline \n; \u{NNNN} is what a terminal would not show as one or two
 * columns of its own: format and bidi characters, tags, variation selectors, fillers, odd spaces,
 * private and unassigned ones; at most 2 combining marks per base and none at the start. Null gives
 * "". Returns the columns used. */
int text_clean(struct bytes in, int columns, char *out, size_t size);

/* As text_clean, but everything outside printable ASCII becomes \u{e9} or \xNN, and cut is "~". */
int text_clean_ascii(struct bytes in, int columns, char *out, size_t size);

/* How many bytes of `in` take at most `columns` columns once cleaned (by text_clean_ascii() when
 * `ascii`): where to wrap a line that must not be cut. */
size_t text_fit(struct bytes in, int columns, bool ascii);

/* Cuts an id in the middle: "veryl…-0042" keeps 5 columns at each end of 11. The input is clean. */
void text_cut_middle(const char *clean, int columns, bool ascii, char *out, size_t size);

/* The width of clean UTF-8 text in columns. */
int text_columns(const char *clean);

/* Whether the bytes are strict UTF-8 (no surrogates, nothing overlong, nothing above U+10FFFF). */
bool text_is_utf8(struct bytes b);

/* Appends the words (ending with NULL) to the text in `out`, with ", " between them, as many as fit
 * whole; "..." stands for the rest. */
void text_join(char *out, size_t size, const char *const *words);

#endif
