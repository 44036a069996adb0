/* java_uuid.c: URL-safe base64 of sixteen bytes, and what is wrong with anything else. */
#include "tools/java_uuid.h"

static const char illegal_argument[] = "java.lang.IllegalArgumentException";
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int java_uuid_parse(const char *text, struct uuid *out, struct thrown *t)
{
    enum { LONGEST = 24 };
    size_t len = strlen(text);
    if (len > LONGEST)
        return thrown_set(t, illegal_argument,
                          "Input string with prefix `%.24s` is too long to be decoded as a base64 "
                          "UUID",
                          text);
    size_t letters = strcspn(text, "=");
    for (size_t i = 0; i < letters; i++)
        if (strchr(alphabet, text[i]) == NULL)
            return thrown_set(t, illegal_argument, "Illegal base64 character %x",
                              (unsigned char)text[i]);
    if (len == 1)
        return thrown_set(t, illegal_argument,
                          "Input byte[] should at least have 2 bytes for base64 bytes");
    if (letters % 4 == 1)
        return thrown_set(t, illegal_argument, "Last unit does not have enough valid bits");
    size_t bytes = letters * 3 / 4;
    char plain[UUID_TEXT_SIZE];
    if (bytes == sizeof out->bytes) {
        bytes_to_text(bytes_make(text, letters), plain, sizeof plain);
        if (uuid_from_text(plain, out))
            return 0;
    }
    return thrown_set(t, illegal_argument,
                      "Input string `%s` decoded as %zu bytes, which is not equal to the expected "
                      "16 bytes of a base64-encoded UUID",
                      text, bytes);
}
