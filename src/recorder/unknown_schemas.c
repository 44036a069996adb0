#include "recorder/unknown_schemas.h"

#include <stdio.h>
#include <stdlib.h>

static bool is_listed(const struct unknown_schemas *u, uint32_t id)
{
    for (int i = 0; i < u->count; i++)
        if (u->ids[i] == id)
            return true;
    return false;
}

void unknown_schemas_add(struct unknown_schemas *u, uint32_t id)
{
    if (unknown_schemas_has(u, id))
        return;
    u->changed = true;
    if (u->count == UNKNOWN_SCHEMAS_MOST)
        u->more = true;
    else
        u->ids[u->count++] = id;
}

bool unknown_schemas_has(const struct unknown_schemas *u, uint32_t id)
{
    return u->more || is_listed(u, id);
}

void unknown_schemas_write(struct unknown_schemas *u, char out[UNKNOWN_SCHEMAS_TEXT])
{
    size_t len = 0;
    out[0] = '\0';
    for (int i = 0; i < u->count; i++)
        len += (size_t)snprintf(out + len, UNKNOWN_SCHEMAS_TEXT - len, "%s%lu", i > 0 ? " " : "",
                                (unsigned long)u->ids[i]);
    if (u->more)
        snprintf(out + len, UNKNOWN_SCHEMAS_TEXT - len, " *");
    u->changed = false;
}

void unknown_schemas_read(struct unknown_schemas *u, const char *text)
{
    *u = (struct unknown_schemas){0};
    u->more = strchr(text, '*') != NULL;
    for (char *end; u->count < UNKNOWN_SCHEMAS_MOST; text = end) {
        unsigned long id = strtoul(text, &end, 10);
        if (end == text)
            return;
        u->ids[u->count++] = (uint32_t)id;
    }
}
