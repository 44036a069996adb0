/* named_format.c: the list of formats, asked in its order. */
#include "source/named_format.h"

static const struct named_format *const formats[] = {
#define X(name) &named_##name,
    NAMED_FORMATS(X)
#undef X
};

const struct named_format *named_format_recognise(const struct head *h, const struct columns *c)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (formats[i]->recognise(h, c))
            return formats[i];
    return NULL;
}

const char *named_format_names(const struct head *h, const struct dialect *d)
{
    const char *names = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(formats) && names == NULL; i++)
        if (formats[i]->names != NULL)
            names = formats[i]->names(h, d);
    return names;
}

const struct named_format *named_format_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (strcmp(formats[i]->name, name) == 0)
            return formats[i];
    return NULL;
}

void named_format_list(struct buf *out)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", formats[i]->name);
}

void named_format_apply(const struct named_format *f, struct columns *c, const struct dialect *d)
{
    if (f->adapt != NULL)
        f->adapt(c, d);
    for (const struct named_unit *u = f->units; u != NULL && u->column != NULL; u++) {
        int column = columns_find(c, bytes_of(u->column));
        if (column >= 0)
            columns_add_unit(c, column, bytes_of(u->unit));
    }
}
