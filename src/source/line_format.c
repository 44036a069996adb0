/* line_format.c: reads the first lines with each format. */
#include "source/line_format.h"

static const struct line_format *const formats[] = {
#define X(name) &lines_##name,
    LINE_FORMATS(X)
#undef X
};

static bool fits_most(const struct line_format *f, const struct bytes *lines, int count)
{
    struct buf key = {0}, value = {0};
    int fit = 0, other = 0;
    for (int i = 0; i < count; i++) {
        struct line_message m = {.key_space = &key, .space = &value};
        struct bytes line = bytes_trim(lines[i]);
        if (line.len == 0)
            continue;
        enum line_fit how = f->read(line, &m);
        fit += how == LINE_FITS;
        other += how != LINE_FITS;
    }
    buf_deinit(&key);
    buf_deinit(&value);
    return fit > other;
}

const struct line_format *line_format_recognise(const struct bytes *lines, int count)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (fits_most(formats[i], lines, count))
            return formats[i];
    return NULL;
}

const struct line_format *line_format_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}
