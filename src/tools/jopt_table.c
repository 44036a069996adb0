/* jopt_table.c: the usage table: two columns of 39, words broken where Java's line breaker would.
 */
#include <ctype.h>

#include "base/buf.h"
#include "tools/jopt.h"

enum { COLUMN = 39, GAP = 2, INDENT = 2 };

/* The length of the next piece that is never torn: up to and with the blanks behind a word, or up
 * to a '-' or '.' with a letter behind it. */
static size_t piece_length(const char *s, size_t len)
{
    size_t n = 0;
    while (n < len && s[n] != ' ' && s[n] != '\t') {
        n++;
        if (n < len && (s[n - 1] == '-' || s[n - 1] == '.') && isalpha((unsigned char)s[n]))
            return n;
    }
    while (n < len && (s[n] == ' ' || s[n] == '\t'))
        n++;
    return n;
}

static void end_line(struct buf *out)
{
    while (out->len > 0 && out->data[out->len - 1] == ' ')
        out->len--;
    buf_add_byte(out, '\n');
}

/* Lines of at most COLUMN bytes, each ended by a newline; what follows a torn line is indented. */
static void wrap_line(const char *s, size_t len, struct buf *out)
{
    size_t start = out->len;
    while (len > 0) {
        size_t piece = piece_length(s, len);
        if (out->len - start + piece > COLUMN) {
            end_line(out);
            start = out->len;
            buf_add(out, "  ", INDENT);
        }
        buf_add(out, s, piece);
        s += piece;
        len -= piece;
    }
    if (out->len > start)
        end_line(out);
}

static void wrap(const char *text, struct buf *out)
{
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        wrap_line(text, len, out);
        text += len + (text[len] == '\n' ? 1 : 0);
    }
}

/* Prints up to the next newline of *text and moves behind it. */
static int print_line(const char **text, FILE *to)
{
    size_t len = strcspn(*text, "\n");
    fwrite(*text, 1, len, to);
    *text += len + ((*text)[len] == '\n' ? 1 : 0);
    return (int)len;
}

static void print_row(const char *left, const char *right, FILE *to)
{
    struct buf a = {0}, b = {0};
    wrap(left, &a);
    wrap(right, &b);
    const char *l = buf_text(&a), *r = buf_text(&b);
    while (*l != '\0' || *r != '\0') {
        int n = print_line(&l, to);
        fprintf(to, "%*s", COLUMN - n + GAP, "");
        n = print_line(&r, to);
        fprintf(to, "%*s\n", COLUMN - n, "");
    }
    buf_deinit(&a);
    buf_deinit(&b);
}

static void print_option(const struct jopt_row *row, FILE *to)
{
    static const char *const types[] = {"String", "Integer", "Long"};
    struct buf left = {0}, right = {0};
    buf_printf(&left, "--%s", row->name);
    if (row->arg != JOPT_NONE)
        buf_printf(&left, " %c%s%s%s%c", row->arg == JOPT_REQUIRED ? '<' : '[', types[row->type],
                   row->arg_name != NULL ? ": " : "", row->arg_name != NULL ? row->arg_name : "",
                   row->arg == JOPT_REQUIRED ? '>' : ']');
    buf_add_text(&right, row->help);
    if (row->fallback != NULL)
        buf_printf(&right, " (default: %s)", row->fallback);
    print_row(buf_text(&left), buf_text(&right), to);
    buf_deinit(&left);
    buf_deinit(&right);
}

void jopt_print_table(const struct jopt_table *table, FILE *to)
{
    print_row("Option", "Description", to);
    print_row("------", "-----------", to);
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].help != NULL)
            print_option(&table->rows[i], to);
    fflush(to);
}
