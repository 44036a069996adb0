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
    out->format = NULL;
    out->count = 0;
    out->dropped = 0;
    out->text = BYTES_NULL;
    out->phase = BYTES_NULL;
    out->bad_at = 0;
}

static bool is_text(struct bytes value)
{
    return memchr(value.data, '\0', value.len) == NULL && text_is_utf8(value);
}

/* Whether the value is of this format: then `out` says what it holds, else it is clear. */
static bool is_of(const struct message_format *format, const struct mission *mission,
                  struct bytes value, struct decoded *out)
{
    enum format_fit fit = format->decode(mission, value, out, NULL);
    size_t bad_at = out->bad_at;
    if (fit != FORMAT_FITS)
        decoded_clear(out);
    if (fit == FORMAT_NOT)
        return false;
    out->kind = fit == FORMAT_FITS ? DECODED_NUMBERS : DECODED_BAD;
    out->format = format;
    out->bad_at = bad_at;
    return true;
}

/* Tries the formats of any bytes, or those of text. */
static bool find_format(const struct mission *mission, struct bytes value, bool binary,
                        struct decoded *out)
{
    static const struct message_format *const formats[] = {
#define X(name) &format_##name,
        FORMATS(X)
#undef X
    };
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (formats[i]->binary == binary && is_of(formats[i], mission, value, out))
            return true;
    return false;
}

static void decode_text(const struct mission *mission, struct bytes value, struct decoded *out)
{
    if (!is_text(value)) {
        out->kind = DECODED_BINARY;
    } else if (!find_format(mission, value, false, out)) {
        out->kind = DECODED_TEXT;
        out->text = bytes_trim(value);
    }
}

enum flight_source message_source(struct bytes value)
{
    return bytes_equal(value, bytes_of("sim"))   ? SOURCE_SIM
           : bytes_equal(value, bytes_of("rec")) ? SOURCE_REC
                                                 : SOURCE_NONE;
}

void message_decode(const struct mission *mission, struct bytes value, struct decoded *out)
{
    decoded_clear(out);
    if (bytes_is_null(value))
        out->kind = DECODED_NULL;
    else if (!find_format(mission, value, true, out))
        decode_text(mission, value, out);
    if (bytes_is_null(out->text))
        out->text = out->phase;
}

const char *decoded_words(const struct decoded *d)
{
    static const char *const words[] = {[DECODED_NULL] = "null",
                                        [DECODED_TEXT] = "text",
                                        [DECODED_BINARY] = "neither text nor JSON"};
    if (d->format == NULL)
        return words[d->kind];
    return d->kind == DECODED_BAD ? d->format->bad : d->format->words;
}

void message_fields(const struct mission *mission, struct bytes value, message_field_fn *fn,
                    void *owner)
{
    struct field_sink sink = {fn, owner};
    struct decoded d;
    message_decode(mission, value, &d);
    if (d.format != NULL)
        d.format->decode(mission, value, &d, &sink);
}
