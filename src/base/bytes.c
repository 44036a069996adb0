/* bytes.c: what is too long to be inline in bytes.h. */
#include "base/bytes.h"

int bytes_compare(struct bytes a, struct bytes b)
{
    if (bytes_is_null(a) || bytes_is_null(b))
        return (int)bytes_is_null(b) - (int)bytes_is_null(a);
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 ? 0 : memcmp(a.data, b.data, common);
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

char *bytes_to_text(struct bytes b, char *out, size_t size)
{
    size_t n = b.len < size - 1 ? b.len : size - 1;
    if (n > 0)
        memcpy(out, b.data, n);
    out[n] = '\0';
    return out;
}
