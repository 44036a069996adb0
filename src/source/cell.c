/* cell.c: the grammar of a cell. */
#include "source/cell.h"

#include "flight/unit_names.h"

static bool digit_at(struct bytes b, size_t i)
{
    return i < b.len && b.data[i] >= '0' && b.data[i] <= '9';
}

static size_t skip_digits(struct bytes b, size_t i)
{
    while (digit_at(b, i))
        i++;
    return i;
}

size_t cell_number_length(struct bytes text, char decimal)
{
    size_t i = text.len > 0 && (text.data[0] == '-' || text.data[0] == '+');
    size_t whole = i;
    i = skip_digits(text, i);
    bool digits = i > whole;
    if (i < text.len && text.data[i] == (uint8_t)decimal && (digits || digit_at(text, i + 1))) {
        size_t fraction = ++i;
        i = skip_digits(text, i);
        digits = digits || i > fraction;
    }
    if (!digits)
        return 0;
    if (i < text.len && (text.data[i] | 0x20) == 'e') {
        size_t e = i + 1;
        e += e < text.len && (text.data[e] == '-' || text.data[e] == '+');
        if (digit_at(text, e))
            i = skip_digits(text, e);
    }
    return i;
}

static bool is_word(struct bytes text, const char *word)
{
    return text.len == strlen(word) && bytes_hold_text(text, word);
}

static bool is_one_of(struct bytes text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_word(text, words[i]))
            return true;
    return false;
}

static enum cell_kind word_kind(struct bytes text)
{
    static const char *const nothing[] = {"null", "none", "na", "n/a", "-", "--"};
    static const char *const infinite[] = {"inf", "infinity", "+inf"};
    if (text.len == 0 || is_one_of(text, nothing, ARRAY_SIZE(nothing)))
        return CELL_EMPTY;
    bool minus = text.data[0] == '-';
    struct bytes rest = minus ? bytes_make(text.data + 1, text.len - 1) : text;
    if (is_word(rest, "nan"))
        return CELL_NAN;
    if (is_one_of(rest, infinite, ARRAY_SIZE(infinite)))
        return CELL_INF;
    return is_word(text, "true") || is_word(text, "false") ? CELL_TRUTH : CELL_TEXT;
}

struct table_cell cell_read(struct bytes text, char decimal)
{
    struct table_cell c = {.kind = CELL_TEXT, .text = text, .unit = bytes_of("")};
    size_t n = cell_number_length(text, decimal);
    if (n == 0) {
        c.kind = text.len <= 9 ? word_kind(text) : CELL_TEXT;
        return c;
    }
    c.number = bytes_make(text.data, n);
    c.unit = bytes_trim(bytes_make(text.data + n, text.len - n));
    if (c.unit.len == 0 || unit_word(c.unit))
        c.kind = CELL_NUMBER;
    return c;
}

/* JSON wants a digit on both sides of a dot, no plus and no zeros in front. */
static void number_json(struct bytes n, char decimal, struct buf *out)
{
    size_t i = 0;
    if (n.data[0] == '-')
        buf_add_byte(out, '-');
    i += n.data[0] == '-' || n.data[0] == '+';
    while (n.data[i] == '0' && digit_at(n, i + 1))
        i++;
    if (!digit_at(n, i))
        buf_add_byte(out, '0');
    for (; i < n.len; i++) {
        bool mark = n.data[i] == (uint8_t)decimal;
        buf_add_byte(out, mark ? '.' : n.data[i]);
        if (mark && !digit_at(n, i + 1))
            buf_add_byte(out, '0');
    }
}

void cell_json_text(struct bytes text, struct buf *out)
{
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];
        if (c == '"' || c == '\\')
            buf_add_byte(out, '\\');
        if (c < 0x20)
            buf_printf(out, "\\u%04x", c);
        else
            buf_add_byte(out, c);
    }
    buf_add_byte(out, '"');
}

void cell_json(const struct table_cell *c, char decimal, struct buf *out)
{
    switch (c->kind) {
    case CELL_EMPTY:
        buf_add_text(out, "null");
        break;
    case CELL_NUMBER:
        number_json(c->number, decimal, out);
        break;
    case CELL_NAN: /* JSON has no number for these: the fold reads the words */
        buf_add_text(out, "\"NaN\"");
        break;
    case CELL_INF:
        buf_add_text(out, c->text.data[0] == '-' ? "\"-Infinity\"" : "\"Infinity\"");
        break;
    case CELL_TRUTH:
        buf_add_text(out, is_word(c->text, "true") ? "true" : "false");
        break;
    case CELL_TEXT:
        cell_json_text(c->text, out);
        break;
    }
}
