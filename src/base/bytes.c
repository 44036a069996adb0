/* bytes.c: the functions of bytes.h that are not inline. */
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

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct bytes bytes_trim(struct bytes b)
{
    while (b.len > 0 && is_blank(b.data[0]))
        b = bytes_make(b.data + 1, b.len - 1);
    while (b.len > 0 && is_blank(b.data[b.len - 1]))
        b.len--;
    return b;
}

char *bytes_to_text(struct bytes b, char *out, size_t size)
{
    size_t n = b.len < size - 1 ? b.len : size - 1;
    if (n > 0)
        memcpy(out, b.data, n);
    out[n] = '\0';
    return out;
}

static uint8_t fold_case(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 'a' - 'A') : c;
}

static bool same_folded(const uint8_t *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (fold_case(a[i]) != fold_case((uint8_t)b[i]))
            return false;
    return true;
}

bool bytes_hold_text(struct bytes b, const char *text)
{
    size_t n = strlen(text);
    uint8_t first = fold_case((uint8_t)text[0]);
    if (n == 0)
        return !bytes_is_null(b);
    for (size_t i = 0; i + n <= b.len; i++)
        if (fold_case(b.data[i]) == first && same_folded(b.data + i, text, n))
            return true;
    return false;
}
