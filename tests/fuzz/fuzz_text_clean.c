/* fuzz_text_clean.c: any bytes, any width, any buffer: what comes out is strict UTF-8 without a
 * control, fits both bounds, and is not changed by cleaning it again. */
#include <stdlib.h>

#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { OUT_SIZE = 4096 };

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_clean(const char *out, int used, int columns, size_t size)
{
    char again[OUT_SIZE];
    check(strlen(out) < size && (columns < 0 || used <= columns));
    check(text_is_utf8(bytes_of(out)) && text_columns(out) == used);
    for (const char *c = out; *c != '\0'; c++)
        check((uint8_t)*c >= 0x20 && *c != 0x7f);
    text_clean(bytes_of(out), TEXT_ANY_WIDTH, again, sizeof again);
    check(strcmp(again, out) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char out[OUT_SIZE], cut[OUT_SIZE];
    if (size < 3)
        return 0;
    int columns = data[0] - 1;
    size_t room = 1 + (data[1] | (size_t)(data[2] & 0x0f) << 8) % (OUT_SIZE - 1);
    struct bytes in = bytes_make(data + 3, size - 3);
    check_clean(out, text_clean(in, columns, out, room), columns, room);
    text_cut_middle(out, columns / 2, false, cut, sizeof cut);
    check_clean(cut, text_columns(cut), columns < 2 ? 0 : columns / 2, sizeof cut);
    int used = text_clean_ascii(in, columns, out, room);
    check_clean(out, used, columns, room);
    for (const char *c = out; *c != '\0'; c++)
        check((uint8_t)*c < 0x7f);
    return 0;
}
