/* wire_dump.c: field by field, from the rows of the schema. */
#include "wire_dump.h"

#include <inttypes.h>

enum { SHOWN_MAX = 256 }; /* for longer strings and bytes, only the size is shown */

static void dump_bytes(struct bytes b, struct buf *out)
{
    if (bytes_is_null(b)) {
        buf_add_text(out, "null");
        return;
    }
    if (b.len > SHOWN_MAX) {
        buf_printf(out, "<%zu bytes>", b.len);
        return;
    }
    buf_add_byte(out, '"');
    for (size_t i = 0; i < b.len; i++) {
        uint8_t c = b.data[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\')
            buf_add_byte(out, c);
        else
            buf_printf(out, "\\x%02x", c);
    }
    buf_add_byte(out, '"');
}

static void dump_item(enum field_kind kind, const void *at, struct buf *out)
{
    char text[UUID_TEXT_SIZE];
    switch (kind) {
    case KIND_BOOL:
        buf_add_text(out, *(const bool *)at ? "true" : "false");
        break;
    case KIND_I8:
        buf_printf(out, "%d", *(const int8_t *)at);
        break;
    case KIND_I16:
        buf_printf(out, "%d", *(const int16_t *)at);
        break;
    case KIND_I32:
        buf_printf(out, "%" PRId32, *(const int32_t *)at);
        break;
    case KIND_I64:
        buf_printf(out, "%" PRId64, *(const int64_t *)at);
        break;
    case KIND_UUID:
        buf_add_text(out, uuid_to_text(*(const struct uuid *)at, text));
        break;
    default:
        dump_bytes(*(const struct bytes *)at, out);
        break;
    }
}

static void dump_items(const struct field *f, int16_t version, const void *at, struct buf *out)
{
    const struct wire_i8s *array = at;
    const uint8_t *items = (const uint8_t *)array->items;
    if (array->count < 0) {
        buf_add_text(out, "null");
        return;
    }
    buf_add_byte(out, '[');
    for (int32_t i = 0; i < array->count; i++, items += field_item_size(f)) {
        buf_add_text(out, i == 0 ? "" : " ");
        if (f->kind == KIND_LIST)
            wire_dump(f->of, version, items, out);
        else
            dump_item(f->item, items, out);
    }
    buf_add_byte(out, ']');
}

static void dump_field(const struct field *f, int16_t version, const void *message, struct buf *out)
{
    const void *at = (const uint8_t *)message + f->offset;
    buf_printf(out, "%s=", f->name);
    switch (f->kind) {
    case KIND_ARRAY:
    case KIND_LIST:
        dump_items(f, version, at, out);
        break;
    case KIND_STRUCT:
        wire_dump(f->of, version, at, out);
        break;
    case KIND_OPTION:
        if (*(void *const *)at == NULL)
            buf_add_text(out, "null");
        else
            wire_dump(f->of, version, *(void *const *)at, out);
        break;
    default:
        dump_item(f->kind, at, out);
        break;
    }
}

void wire_dump(const struct schema *schema, int16_t version, const void *message, struct buf *out)
{
    buf_printf(out, "%s{", schema->name);
    const char *gap = "";
    for (size_t i = 0; i < schema->count; i++) {
        if (!field_is_in(&schema->fields[i], version))
            continue;
        buf_add_text(out, gap);
        dump_field(&schema->fields[i], version, message, out);
        gap = " ";
    }
    buf_add_byte(out, '}');
}
