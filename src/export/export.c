/* export.c: the table of formats. */
#include "export/export.h"

static const struct export_format formats[] = {
#define X(name, abilities) {#name, abilities, name##_export},
    EXPORT_FORMATS(X)
#undef X
};

const struct export_format *export_format_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(formats[i].name, name) == 0)
            return &formats[i];
    return NULL;
}
