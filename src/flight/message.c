/* message.c: what kind of message the bytes are. */
#include "flight/message.h"

#include <math.h>

#include "base/text.h"
#include "flight/decode.h"

void decoded_add(struct decoded *out, struct bytes name, double value)
{
    if (out->count == DECODED_MAX_NUMBERS) {
        out->dropped++;
        return;
    }
    struct decoded_number *n = &out->numbers[out->count++];
    n->value = value;
    size_t i = 0;
    if (name.len < sizeof n->name) {
        for (; i < name.len && name.data[i] >= 0x20 && name.data[i] < 0x7f; i++)
            n->name[i] = (char)name.data[i];
    }
    n->name[i] = '\0';
    if (i < name.len)
        text_clean(name, TEXT_ANY_WIDTH, n->name, sizeof n->name);
}

bool decoded_no_number(struct bytes text, double *value)
{
    if (bytes_equal(text, bytes_of("NaN")))
        return *value = NAN, true;
    if (bytes_equal(text, bytes_of("Infinity")))
        return *value = INFINITY, true;
    if (bytes_equal(text, bytes_of("-Infinity")))
        return *value = -INFINITY, true;
    return false;
}

/* Only the head: the arrays are written before they are read. */
static void decoded_clear(struct decoded *out)
{
    out->count = 0;
    out->dropped = 0;
    out->text = BYTES_NULL;
    out->phase = BYTES_NULL;
    out->bad_at = 0;
}

static enum decoded_kind decode_text(struct bytes text, struct decoded *out)
{
    if (memchr(text.data, '\0', text.len) != NULL || !text_is_utf8(text))
        return DECODED_BINARY;
    if (pairs_decode(text, out, NULL))
        return DECODED_NUMBERS;
    decoded_clear(out);
    out->text = text;
    return DECODED_TEXT;
}

enum flight_source message_source(struct bytes value)
{
    return bytes_equal(value, bytes_of("sim"))   ? SOURCE_SIM
           : bytes_equal(value, bytes_of("rec")) ? SOURCE_REC
                                                 : SOURCE_NONE;
}

void message_decode(struct bytes value, struct decoded *out)
{
    decoded_clear(out);
    struct bytes text = bytes_trim(value);
    if (bytes_is_null(value)) {
        out->kind = DECODED_NULL;
    } else if (text.len == 0 || text.data[0] != '{') {
        out->kind = decode_text(text, out);
    } else if (json_decode(value, out, NULL)) {
        out->kind = DECODED_NUMBERS;
    } else {
        size_t bad_at = out->bad_at;
        decoded_clear(out);
        out->bad_at = bad_at;
        out->kind = DECODED_BAD_JSON;
    }
    if (bytes_is_null(out->text))
        out->text = out->phase;
}

void message_fields(struct bytes value, message_field_fn *fn, void *owner)
{
    struct field_sink sink = {fn, owner};
    struct bytes text = bytes_trim(value);
    struct decoded d;
    message_decode(value, &d);
    if (d.kind == DECODED_BAD_JSON || (d.kind == DECODED_NUMBERS && text.data[0] == '{'))
        json_decode(value, &d, &sink);
    else if (d.kind == DECODED_NUMBERS)
        pairs_decode(text, &d, &sink);
}
