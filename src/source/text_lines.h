/* text_lines.h: the lines of a text file as UTF-8, whatever it was written on.
 *
 * A byte order mark, UTF-16 with or without one, line ends of LF, CRLF or CR, mixed. Lines that are
 * not UTF-8 are taken for Latin-1, as older programs write degree signs. */
#ifndef SOURCE_TEXT_LINES_H
#define SOURCE_TEXT_LINES_H

#include "base/buf.h"
#include "source/unpack.h"

enum { TEXT_LINES_MAX = 16 * 1024 * 1024 }; /* bytes in a line */

enum text_coding { CODING_UNKNOWN, CODING_UTF8, CODING_UTF16_LE, CODING_UTF16_BE };

struct text_lines {
    const char *path;
    struct unpack *from; /* NULL: what lies in `raw` is all */
    struct buf raw;      /* read; taken up to `at` */
    size_t at;
    struct buf line;
    enum text_coding coding;
    long number;  /* of the line returned last, from 1 */
    long latin1;  /* lines that were not UTF-8 */
    bool skip_lf; /* the line before ended in CR */
};

/* Starts on `from`, which becomes the reader's. */
void text_lines_init(struct text_lines *l, struct unpack *from, const char *path);
void text_lines_deinit(struct text_lines *l);

/* The next line without its end, also an empty one: 1, at the end 0, or an error. The view holds
 * until the next call. */
int text_lines_next(struct text_lines *l, struct bytes *out, struct err *err);

/* The next `size` bytes as they are, of a file that is no text: 1, 0 if there are not so many, or
 * an error. The view holds until the next call. */
int text_lines_bytes(struct text_lines *l, size_t size, struct bytes *out, struct err *err);

/* Makes `ahead` a reader of a copy of what comes next in `l`, at least `size` bytes of it where
 * there are so many and, on a stream, up to the `lines`th line (0: not). Nothing is taken from `l`.
 */
int text_lines_ahead(struct text_lines *l, size_t size, int lines, struct text_lines *ahead,
                     struct err *err);

#endif
