/* given.c: as CommandLineUtils reads them. */
#include "tools/given.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void given_pairs(struct properties *p, const struct jopt *o, size_t row)
{
    for (size_t i = 0; i < o->values[row].count; i++) {
        const char *word = o->values[row].items[i];
        size_t len = strcspn(word, "=");
        char *key = mem_text_of(bytes_make(word, len));
        properties_set(p, key, word[len] == '=' ? word + len + 1 : "");
        free(key);
    }
}

int given_file(struct properties *p, const struct jopt *o, size_t row, struct thrown *t)
{
    const char *path = NULL;
    struct err err;
    if (jopt_text(o, row, &path, t) != 0)
        return -1;
    if (path == NULL)
        return 0;
    int rc = properties_load(p, path, &err);
    if (rc == ERR_NOT_FOUND)
        return thrown_set(t, "java.nio.file.NoSuchFileException", "%s", path);
    if (rc == ERR_CORRUPT)
        return thrown_set(t, "java.lang.IllegalArgumentException", "%s", err.text);
    return rc == 0 ? 0 : thrown_set(t, "java.nio.file.FileSystemException", "%s", err.text);
}

int given_option(struct properties *p, const char *key, const struct jopt *o, size_t row,
                 struct thrown *t)
{
    const char *text = NULL;
    int64_t number = 0;
    char digits[32];
    if (!jopt_has(o, row) && properties_get(p, key) != NULL)
        return 0;
    enum jopt_type type = o->table->rows[row].type;
    if (type == JOPT_STRING) {
        if (jopt_text(o, row, &text, t) != 0)
            return -1;
        properties_set(p, key, text);
        return 0;
    }
    int32_t small = 0;
    int rc = type == JOPT_LONG ? jopt_long(o, row, &number, t) : jopt_integer(o, row, &small, t);
    snprintf(digits, sizeof digits, "%lld", type == JOPT_LONG ? (long long)number : small);
    if (rc == 0)
        properties_set(p, key, digits);
    return rc;
}
