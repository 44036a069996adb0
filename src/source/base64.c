/* base64.c: four characters for three bytes. */
#include "source/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit(uint8_t c)
{
    const char *at = c == '\0' ? NULL : strchr(digits, c);
    return at == NULL ? -1 : (int)(at - digits);
}

int base64_decode(struct bytes in, struct buf *out)
{
    if (in.len % 4 != 0)
        return -1;
    for (size_t i = 0; i < in.len; i += 4) {
        const uint8_t *p = in.data + i;
        bool last = i + 4 == in.len;
        int pad = last && p[3] == '=' ? (p[2] == '=' ? 2 : 1) : 0;
        uint32_t v = 0;
        for (int k = 0; k < 4; k++) {
            int d = k >= 4 - pad ? 0 : digit(p[k]);
            if (d < 0)
                return -1;
            v = v << 6 | (uint32_t)d;
        }
        for (int k = 0; k < 3 - pad; k++)
            buf_add_byte(out, (uint8_t)(v >> (16 - 8 * k)));
    }
    return 0;
}

void base64_encode(struct bytes in, struct buf *out)
{
    for (size_t i = 0; i < in.len; i += 3) {
        size_t left = in.len - i;
        uint32_t v = (uint32_t)in.data[i] << 16 | (left > 1 ? (uint32_t)in.data[i + 1] << 8 : 0) |
                     (left > 2 ? in.data[i + 2] : 0);
        for (size_t k = 0; k < 4; k++)
            buf_add_byte(out, k > left ? '=' : (uint8_t)digits[v >> (18 - 6 * k) & 63]);
    }
}
