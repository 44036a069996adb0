#include "mission/field_names.h"

#include "base/buf.h"
#include "mission/mission_fields.h"

/* One step of a pointer, up to the next '/': a number is an element of an array. */
static void add_step(struct buf *out, const char *step, size_t len)
{
    bool index = len > 0 && strspn(step, "0123456789") >= len;
    if (index) {
        buf_printf(out, "[%.*s]", (int)len, step);
        return;
    }
    if (out->len > 0)
        buf_add_byte(out, '.');
    for (size_t i = 0; i < len; i++) {
        bool escape = step[i] == '~' && i + 1 < len && (step[i + 1] == '0' || step[i + 1] == '1');
        buf_add_byte(out, !escape ? (uint8_t)step[i] : step[i + 1] == '0' ? '~' : '/');
        i += escape;
    }
}

const char *mission_field_name(struct mission_reader *r, const char *text)
{
    struct buf name = {0};
    if (text[0] != '/')
        return text;
    while (*text == '/') {
        size_t len = strcspn(text + 1, "/");
        add_step(&name, text + 1, len);
        text += 1 + len;
    }
    const char *kept = arena_printf(r->arena, "%s", buf_text(&name));
    buf_deinit(&name);
    return kept;
}
