/* options.c: parsing argv by a table. */
#include "base/options.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

void text_list_add(struct text_list *list, const char *item)
{
    list->items = mem_grow(list->items, list->count + 1, sizeof *list->items);
    list->items[list->count++] = item;
}

void text_list_deinit(struct text_list *list)
{
    free(list->items);
    *list = (struct text_list){0};
}

static const struct option_row *find_row(const struct option_table *table, const char *word,
                                         const char **value)
{
    bool is_long = word[1] == '-';
    const char *name = is_long ? word + 2 : word + 1;
    size_t len = strcspn(name, "=");
    *value = name[len] == '=' ? name + len + 1 : NULL;
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = &table->rows[i];
        if (is_long && strlen(row->name) == len && strncmp(row->name, name, len) == 0)
            return row;
        if (!is_long && len == 1 && row->letter != 0 && row->letter == name[0])
            return row;
    }
    return NULL;
}

static int store_number(const struct option_row *row, const char *value, void *field,
                        struct err *err)
{
    char *end;
    errno = 0;
    bool whole = row->kind == OPTION_INT;
    double number = whole ? 0 : strtod(value, &end);
    long long integer = whole ? strtoll(value, &end, 10) : 0;
    if (end == value || *end != '\0' || errno != 0)
        return err_set(err, ERR_USAGE, "--%s takes a %s, not \"%s\"", row->name,
                       whole ? "whole number" : "number", value);
    bool in_range = whole ? integer >= row->min && integer <= row->max
                          : number >= (double)row->min && number <= (double)row->max;
    if (!in_range)
        return err_set(err, ERR_USAGE, "--%s takes %lld to %lld, not \"%s\"", row->name,
                       (long long)row->min, (long long)row->max, value);
    if (whole)
        *(int64_t *)field = integer;
    else
        *(double *)field = number;
    return 0;
}

static int store_value(const struct option_row *row, const char *value, void *out, struct err *err)
{
    void *field = (char *)out + row->offset;
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)field = true;
        return 0;
    case OPTION_TEXT:
        *(const char **)field = value;
        return 0;
    case OPTION_MANY:
        text_list_add(field, value);
        return 0;
    case OPTION_INT:
    case OPTION_NUMBER:
        break;
    }
    return store_number(row, value, field, err);
}

int options_parse(const struct option_table *table, int argc, char **argv, void *out,
                  struct text_list *operands, struct err *err)
{
    bool only_operands = false;
    for (int i = 1; i < argc; i++) {
        char *word = argv[i];
        if (only_operands || word[0] != '-' || word[1] == '\0') {
            if (table->operands == NULL)
                return err_set(err, ERR_USAGE, "unexpected argument \"%s\"; see --help", word);
            text_list_add(operands, word);
            continue;
        }
        if (strcmp(word, "--") == 0) {
            only_operands = true;
            continue;
        }
        if (strcmp(word, "--help") == 0)
            return OPTIONS_HELP;
        if (strcmp(word, "--version") == 0)
            return OPTIONS_VERSION;
        const char *value;
        const struct option_row *row = find_row(table, word, &value);
        if (row == NULL)
            return err_set(err, ERR_USAGE, "unknown option %s; see --help", word);
        if (row->kind == OPTION_FLAG && value != NULL)
            return err_set(err, ERR_USAGE, "--%s takes no value", row->name);
        if (row->kind != OPTION_FLAG && value == NULL && ++i < argc)
            value = argv[i];
        if (row->kind != OPTION_FLAG && (value == NULL || value[0] == '\0'))
            return err_set(err, ERR_USAGE, "--%s needs a value: %s", row->name, row->arg);
        int rc = store_value(row, value, out, err);
        if (rc != 0)
            return rc;
    }
    return OPTIONS_OK;
}

int options_fail(const struct option_table *table, int rc, const struct err *err)
{
    char clean[2 * sizeof err->text];
    text_clean(bytes_of(err->text), TEXT_ANY_WIDTH, clean, sizeof clean);
    fprintf(stderr, "%s: %s\n", table->program, clean);
    return rc == ERR_USAGE ? 2 : 1;
}

void options_help(const struct option_table *table, FILE *to)
{
    fprintf(to, "%s: %s\n\nusage: %s%s%s%s\n", table->program, table->summary, table->program,
            table->count > 0 ? " [OPTION...]" : "", table->operands != NULL ? " " : "",
            table->operands != NULL ? table->operands : "");
    for (size_t i = 0; i < table->count; i++) {
        const struct option_row *row = &table->rows[i];
        char left[80];
        snprintf(left, sizeof left, "--%s%s%s", row->name, row->arg != NULL ? " " : "",
                 row->arg != NULL ? row->arg : "");
        if (row->letter != 0)
            fprintf(to, "  -%c, %-28s %s\n", row->letter, left, row->help);
        else
            fprintf(to, "  %-32s %s\n", left, row->help);
    }
    fprintf(to, "  %-32s %s\n  %-32s %s\n", "--help", "show this help", "--version",
            "show the version");
}
