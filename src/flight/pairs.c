/* pairs.c: `alt=1.2 vel=88`, split by blanks, commas or semicolons. */
#include "flight/decode.h"
#include "flight/mission.h"

static bool is_split(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';';
}

/* Names are words, so that a sentence or an address with a '=' in it stays text. */
static bool is_name(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '/' || c == '[' || c == ']' || c >= 0x80;
}

/* The value that begins at p: up to a split, or what double quotes hold. Returns its end. */
static const uint8_t *value_take(const uint8_t *p, const uint8_t *end, struct bytes *value)
{
    const uint8_t *start = p;
    if (p < end && *p == '"') {
        const uint8_t *close = memchr(p + 1, '"', (size_t)(end - p - 1));
        if (close != NULL && (close + 1 == end || is_split(close[1]))) {
            *value = bytes_make(p + 1, (size_t)(close - p - 1));
            return close + 1;
        }
    }
    while (p < end && !is_split(*p))
        p++;
    *value = bytes_make(start, (size_t)(p - start));
    return p;
}

/* Files one pair under what it is. */
static void pair_add(const struct mission *mission, struct decoded *out,
                     const struct field_sink *sink, struct bytes name, struct bytes word)
{
    struct message_field field = {.name = name, .says = word};
    enum mission_text text = mission_text(mission, name);
    field.words = text == MISSION_EVENT || text == MISSION_PHASE;
    bool time = decoded_text(mission, out, (int)text, word);
    if (text == MISSION_EVENT)
        out->text = word;
    else if (text == MISSION_PHASE)
        out->phase = word;
    else if (time)
        field.words = true;
    else if (decoded_value(mission, name, word, &field.value)) {
        field.number = true;
        field.dropped = !decoded_add(out, name, field.value, word);
    } else {
        decoded_add_state(out, name, word);
    }
    if (sink != NULL)
        sink->fn(sink->owner, &field);
}

static enum format_fit pairs_decode(const struct mission *mission, struct bytes text,
                                    struct decoded *out, const struct field_sink *sink)
{
    const uint8_t *p = text.data, *end = p + text.len;
    while (p < end) {
        if (is_split(*p)) {
            p++;
            continue;
        }
        const uint8_t *name_at = p;
        while (p < end && is_name(*p))
            p++;
        if (p == end || *p != '=' || p == name_at)
            return FORMAT_NOT;
        struct bytes name = bytes_make(name_at, (size_t)(p - name_at)), word;
        p = value_take(p + 1, end, &word);
        pair_add(mission, out, sink, name, word);
    }
    return out->count > 0 ? FORMAT_FITS : FORMAT_NOT;
}

const struct message_format format_pairs = {
    .words = "key=value pairs", .source = MISSION_KEYVALUE, .needs = '=', .decode = pairs_decode};
