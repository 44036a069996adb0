/* text.h: the one function between data and a screen, a file or a log line.
 *
 * Every byte that came from outside (topic, key, value, header, client id, a broker's error text)
 * passes text_clean() before anybody sees it. What comes out is UTF-8 of printable characters only:
 * no control, escape, bidi, zero-width or tag character, no bad byte, no newline. */
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

/* How many bytes of `in` take at most `columns` columns once they are cleaned (by
 * text_clean_ascii when `ascii`): where a line that must not be cut is wrapped. */
size_t text_fit(struct bytes in, int columns, bool ascii);

/* IDs are cut in the middle: "veryl…-0042" keeps 5 columns at each end of 11. Input is clean text.
 */
void text_cut_middle(const char *clean, int columns, bool ascii, char *out, size_t size);

/* Columns that clean UTF-8 text takes. */
int text_columns(const char *clean);

/* Whether the bytes are strict UTF-8 (no surrogates, nothing overlong, nothing above U+10FFFF). */
bool text_is_utf8(struct bytes b);

#endif
