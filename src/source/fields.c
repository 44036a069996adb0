/* fields.c: one pass over a line. */
#include "source/fields.h"

static bool is_blank(uint8_t c, char separator)
{
    return c == ' ' || (c == '\t' && separator != '\t');
}

static size_t skip_blanks(struct bytes line, size_t at, char separator)
{
    while (at < line.len && is_blank(line.data[at], separator))
        at++;
    return at;
}

static bool is_separator(uint8_t c, char separator)
{
    return separator == ' ' ? c == ' ' || c == '\t' : c == (uint8_t)separator;
}

/* The cell in quotes at `*at`, without them, and `*at` behind the closing one. */
static bool take_quoted(struct fields *f, struct bytes line, size_t *at, struct bytes *out)
{
    size_t start = f->text.len, i = *at + 1;
    for (;; i++) {
        if (i >= line.len)
            return false;
        if (line.data[i] == '"' && (i + 1 == line.len || line.data[i + 1] != '"'))
            break;
        i += line.data[i] == '"';
        buf_add_byte(&f->text, line.data[i]);
    }
    *at = i + 1;
    *out = bytes_make(f->text.data + start, f->text.len - start);
    return true;
}

static struct bytes take_plain(struct bytes line, size_t *at, char separator)
{
    size_t start = *at, i = start;
    while (i < line.len && !is_separator(line.data[i], separator))
        i++;
    *at = i;
    while (i > start && is_blank(line.data[i - 1], separator))
        i--;
    return bytes_make(line.data + start, i - start);
}

enum fields_fit fields_split(struct fields *f, struct bytes line, char separator)
{
    f->count = 0;
    buf_clear(&f->text);
    buf_reserve(&f->text, line.len + 1); /* so that views into it stay */
    size_t at = skip_blanks(line, 0, separator);
    for (;;) {
        if (f->count == FIELDS_MAX)
            return FIELDS_TOO_MANY;
        bool quoted = at < line.len && line.data[at] == '"';
        f->quoted[f->count] = quoted;
        if (!quoted)
            f->items[f->count] = take_plain(line, &at, separator);
        else if (!take_quoted(f, line, &at, &f->items[f->count]))
            return FIELDS_OPEN;
        f->count++;
        size_t after = skip_blanks(line, at, separator);
        if (after >= line.len)
            return FIELDS_OK;
        if (separator == ' ' ? after == at : !is_separator(line.data[after], separator))
            return FIELDS_BAD;
        at = separator == ' ' ? after : skip_blanks(line, after + 1, separator);
    }
}

bool fields_toggles_quote(struct bytes line)
{
    bool odd = false;
    for (size_t i = 0; i < line.len; i++)
        odd ^= line.data[i] == '"';
    return odd;
}

void fields_deinit(struct fields *f)
{
    buf_deinit(&f->text);
}
