/* short_name.c: tries the beginning, the end (of a path the end first), then both ends, until no
 * other name reads the same. */
#include "ui/short_name.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { NAME_SIZE = 256 };
enum cut { CUT_BEGINNING, CUT_END, CUT_MIDDLE };

static const char *next_rune(const char *p)
{
    for (p++; ((unsigned char)*p & 0xc0) == 0x80;)
        p++;
    return p;
}

/* Where the last part that takes `columns` begins; the first part of a path that fits, if any. */
static const char *end_part(const char *name, int columns)
{
    const char *p = name;
    while (text_columns(p) > columns)
        p = next_rune(p);
    for (const char *q = p; *q != '\0'; q++)
        if (q > name && strchr("._ ", q[-1]) != NULL)
            return q;
    return p;
}

static void cut_name(const char *name, enum cut how, int columns, char *out, size_t size)
{
    if (text_columns(name) <= columns)
        snprintf(out, size, "%s", name);
    else if (how == CUT_BEGINNING)
        snprintf(out, size, "…%s", end_part(name, columns - 1));
    else if (how == CUT_END)
        snprintf(out, size, "%.*s…", (int)text_fit(bytes_of(name), columns - 1, false), name);
    else
        text_cut_middle(name, columns, false, out, size);
}

static const char *name_at(struct name_array names, int i)
{
    return (const char *)names.first + (size_t)i * names.stride;
}

static bool is_alone(struct name_array names, int at, enum cut how, int columns, const char *cut)
{
    char other[NAME_SIZE];
    for (int i = 0; i < names.count; i++) {
        cut_name(name_at(names, i), how, columns, other, sizeof other);
        if (i != at && strcmp(other, cut) == 0)
            return false;
    }
    return true;
}

void short_name(struct name_array names, int at, int columns, char *out, size_t size)
{
    char cut[NAME_SIZE];
    const char *name = name_at(names, at);
    bool path = strchr(name, '.') != NULL;
    const enum cut hows[] = {path ? CUT_BEGINNING : CUT_END, path ? CUT_END : CUT_BEGINNING,
                             CUT_MIDDLE};
    for (size_t i = 0; i < ARRAY_SIZE(hows); i++) {
        cut_name(name, hows[i], columns, cut, sizeof cut);
        if (text_columns(name) <= columns || is_alone(names, at, hows[i], columns, cut))
            break;
    }
    snprintf(out, size, "%s", cut);
}
