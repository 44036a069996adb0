/* csv_text.c: quotes are doubled inside quotes. */
#include "export/csv_text.h"

void csv_text_field(struct buf *out, struct bytes text)
{
    bool quoted = false;
    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = memchr(",\"\r\n", text.data[i], 4) != NULL;
    if (!quoted) {
        buf_add_bytes(out, text);
        return;
    }
    buf_add_byte(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"')
            buf_add_byte(out, '"');
        buf_add_byte(out, text.data[i]);
    }
    buf_add_byte(out, '"');
}
