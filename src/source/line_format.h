/* line_format.h: texts with a message in each line, of radios and receivers: NMEA 0183, APRS,
 * UKHAS.
 *
 * A format is a file, lines_NAME.c, and a row of LINE_FORMATS. */
#ifndef SOURCE_LINE_FORMAT_H
#define SOURCE_LINE_FORMAT_H

#include "base/buf.h"

enum line_time {
    LINE_NO_TIME,  /* it has that of the line before */
    LINE_OF_DAY,   /* ns since midnight, of a day that is known otherwise */
    LINE_OF_MONTH, /* ns since the first of a month, likewise */
    LINE_UTC,
};

struct line_message {
    struct bytes key; /* null: none */
    struct bytes value;
    enum line_time time;
    int64_t ns;
    struct buf *key_space, *space; /* for key and value where they are not in the line */
};

enum line_fit { LINE_FITS, LINE_OTHER /* no message, such as a comment */, LINE_BROKEN };

struct line_format {
    const char *name, *title;
    enum line_fit (*read)(struct bytes line, struct line_message *out);
};

/* In the order in which they are tried: lines_NAME. */
#define LINE_FORMATS(X)                                                                            \
    X(nmea)                                                                                        \
    X(ukhas)                                                                                       \
    X(aprs)                                                                                        \
    X(metar)

#define X(name) extern const struct line_format lines_##name;
LINE_FORMATS(X)
#undef X

/* The format that most of the lines are of, or NULL. */
const struct line_format *line_format_recognise(const struct bytes *lines, int count);
const struct line_format *line_format_find(const char *name);

#endif
