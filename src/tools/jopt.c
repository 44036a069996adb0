/* jopt.c: reading options; the usage table is in jopt_table.c. */
#include "tools/jopt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

enum { NOT_AN_OPTION = -1 };

static ssize_t find_row(const struct jopt_table *table, const char *name, size_t len)
{
    for (size_t i = 0; i < table->count; i++)
        if (strlen(table->rows[i].name) == len && memcmp(table->rows[i].name, name, len) == 0)
            return (ssize_t)i;
    return NOT_AN_OPTION;
}

static bool looks_like_an_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && strcmp(word, "--") != 0;
}

/* An unknown single-dash word is a cluster of one-letter options there, so the message names its
 * first letter; no tool of Kafka's has one-letter options. */
static int unrecognized(const char *word, struct thrown *t)
{
    bool is_long = word[1] == '-';
    const char *name = word + (is_long ? 2 : 1);
    int len = is_long ? (int)strcspn(name, "=") : 1;
    return thrown_set(t, "joptsimple.UnrecognizedOptionException",
                      "%.*s is not a recognized option", len, name);
}

static int take_value(struct jopt *o, size_t row, const char *attached, char **argv, int *at,
                      struct thrown *t)
{
    const struct jopt_row *r = &o->table->rows[row];
    const char *next = argv[*at + 1]; /* NULL behind the last */
    o->seen[row] = true;
    if (r->arg == JOPT_NONE)
        return 0;
    if (attached != NULL) {
        text_list_add(&o->values[row], attached);
        return 0;
    }
    if (r->arg == JOPT_OPTIONAL && (next == NULL || looks_like_an_option(next)))
        return 0;
    if (next == NULL)
        return thrown_set(t, "joptsimple.OptionMissingRequiredArgumentException",
                          "Option %s requires an argument", r->name);
    text_list_add(&o->values[row], next);
    ++*at;
    return 0;
}

int jopt_parse(struct jopt *o, const struct jopt_table *table, int argc, char **argv,
               struct thrown *t)
{
    *o = (struct jopt){.table = table,
                       .seen = mem_zero(table->count, sizeof *o->seen),
                       .values = mem_zero(table->count, sizeof *o->values)};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--") == 0)
            break;
        if (!looks_like_an_option(word))
            continue;
        const char *name = word + (word[1] == '-' ? 2 : 1);
        size_t len = strcspn(name, "=");
        ssize_t row = find_row(table, name, len);
        if (row == NOT_AN_OPTION)
            return unrecognized(word, t);
        const char *attached = name[len] == '=' ? name + len + 1 : NULL;
        if (take_value(o, (size_t)row, attached, argv, &i, t) != 0)
            return -1;
    }
    return 0;
}

void jopt_deinit(struct jopt *o)
{
    for (size_t i = 0; o->values != NULL && i < o->table->count; i++)
        text_list_deinit(&o->values[i]);
    free(o->values);
    free(o->seen);
    *o = (struct jopt){0};
}

int jopt_text(const struct jopt *o, size_t row, const char **out, struct thrown *t)
{
    const struct text_list *values = &o->values[row];
    if (values->count > 1)
        return thrown_set(t, "joptsimple.MultipleArgumentsForOptionException",
                          "Found multiple arguments for option %s, but you asked for only one",
                          o->table->rows[row].name);
    const char *value = values->count == 1 ? values->items[0] : o->table->rows[row].fallback;
    if (value != NULL)
        *out = value;
    return 0;
}

/* As Long.valueOf reads it: a sign, digits, nothing else. */
static bool read_whole(const char *text, int64_t min, int64_t max, int64_t *out)
{
    const char *digits = text + (*text == '-' || *text == '+' ? 1 : 0);
    if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
        return false;
    errno = 0;
    long long value = strtoll(text, NULL, 10);
    *out = value;
    return errno == 0 && value >= min && value <= max;
}

static int refuse_number(const struct jopt_row *row, const char *text, struct thrown *t)
{
    struct buf words = {0};
    thrown_set(t, "java.lang.NumberFormatException", "For input string: \"%s\"", text);
    buf_printf(&words, "%s: %s", t->kind, t->text);
    thrown_wrap(t, "joptsimple.internal.ReflectionException", buf_text(&words));
    buf_clear(&words);
    buf_printf(&words, "Cannot parse argument '%s' of option %s", text, row->name);
    thrown_wrap(t, "joptsimple.OptionArgumentConversionException", buf_text(&words));
    buf_deinit(&words);
    return -1;
}

static int whole_value(const struct jopt *o, size_t row, int64_t min, int64_t max, int64_t *out,
                       struct thrown *t)
{
    const char *text = NULL;
    if (jopt_text(o, row, &text, t) != 0)
        return -1;
    if (text == NULL || read_whole(text, min, max, out))
        return 0;
    return refuse_number(&o->table->rows[row], text, t);
}

int jopt_integer(const struct jopt *o, size_t row, int32_t *out, struct thrown *t)
{
    int64_t value = *out;
    if (whole_value(o, row, INT32_MIN, INT32_MAX, &value, t) != 0)
        return -1;
    *out = (int32_t)value;
    return 0;
}

int jopt_long(const struct jopt *o, size_t row, int64_t *out, struct thrown *t)
{
    return whole_value(o, row, INT64_MIN, INT64_MAX, out, t);
}

int jopt_usage(const struct jopt_table *table, const char *fmt, ...)
{
    struct thrown said = {0};
    char text[2048];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    thrown_set(&said, "", "%s", text);
    thrown_say(&said);
    thrown_deinit(&said);
    jopt_print_table(table, stderr);
    return 1;
}
