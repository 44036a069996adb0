/* uuid.c: URL-safe base64 of 16 bytes. */
#include "wire/uuid.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *uuid_to_text(struct uuid u, char out[UUID_TEXT_SIZE])
{
    uint32_t bits = 0;
    int held = 0;
    size_t n = 0;
    for (size_t i = 0; i < sizeof u.bytes; i++) {
        bits = (bits << 8) | u.bytes[i];
        for (held += 8; held >= 6; held -= 6)
            out[n++] = digits[(bits >> (held - 6)) & 63];
    }
    out[n++] = digits[(bits << (6 - held)) & 63];
    out[n] = '\0';
    return out;
}

bool uuid_from_text(const char *text, struct uuid *out)
{
    uint32_t bits = 0;
    int held = 0;
    size_t n = 0;
    if (strlen(text) != UUID_TEXT_SIZE - 1)
        return false;
    for (; *text != '\0'; text++) {
        const char *digit = strchr(digits, *text);
        if (digit == NULL)
            return false;
        bits = (bits << 6) | (uint32_t)(digit - digits);
        held += 6;
        if (held >= 8) {
            held -= 8;
            out->bytes[n++] = (uint8_t)(bits >> held);
        }
    }
    return true; /* 22 digits are 16 bytes and 4 bits */
}
