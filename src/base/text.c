/* text.c: cleaning text from outside. */
#include "base/text.h"

int text_clean_ascii(struct bytes in, int columns, char *out, size_t size)
{
    size_t n = 0;
    for (size_t i = 0; i < in.len && n + 1 < size && (columns < 0 || (int)n < columns); i++)
        out[n++] = in.data[i] >= 0x20 && in.data[i] < 0x7f ? (char)in.data[i] : '?';
    out[n] = '\0';
    return (int)n;
}

int text_clean(struct bytes in, int columns, char *out, size_t size)
{
    return text_clean_ascii(in, columns, out, size);
}
