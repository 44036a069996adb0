/* message.c: what kind of message the bytes are. */
#include "flight/message.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "flight/decode.h"
#include "flight/framed.h"
#include "flight/mission.h"
#include "flight/own_time.h"

/* A long name keeps its end, where names of one kind differ. */
static void name_cut(struct bytes raw, char out[DECODED_NAME_SIZE])
{
    char clean[DECODED_PATH_SIZE * 4];
    text_clean(raw, TEXT_ANY_WIDTH, clean, sizeof clean);
    size_t len = strlen(clean), most = DECODED_NAME_SIZE - 1;
    if (len <= most) {
        memcpy(out, clean, len + 1);
        return;
    }
    size_t at = len - (most - strlen("…"));
    while (((uint8_t)clean[at] & 0xc0) == 0x80)
        at++;
    memcpy(out, "…", strlen("…"));
    memcpy(out + strlen("…"), clean + at, len - at + 1);
}

void decoded_name(struct bytes raw, char out[DECODED_NAME_SIZE])
{
    size_t i = 0;
    memset(out, 0, DECODED_NAME_SIZE);
    if (raw.len < DECODED_NAME_SIZE) {
        for (; i < raw.len && raw.data[i] >= 0x20 && raw.data[i] < 0x7f; i++)
            out[i] = (char)raw.data[i];
    }
    if (i < raw.len)
        name_cut(raw, out);
}

void decoded_drop(struct decoded *out, struct bytes name)
{
    if (out->dropped < DECODED_DROPPED_NAMES)
        decoded_name(name, out->dropped_names[out->dropped]);
    out->dropped++;
}

/* The integer that `says` writes, where a double does not hold every one; else 0. */
static int64_t whole_of(struct bytes says, double value)
{
    char text[24];
    bool large = fabs(value) >= 9007199254740992.0 && fabs(value) <= 9223372036854775808.0;
    if (!large || says.len >= sizeof text)
        return 0;
    says = bytes_trim(says);
    bool quoted = says.len > 2 && says.data[0] == '"';
    bytes_to_text(quoted ? bytes_make(says.data + 1, says.len - 2) : says, text, sizeof text);
    const char *digits = text + (text[0] == '-' || text[0] == '+');
    if (strspn(digits, "0123456789") != strlen(digits))
        return 0;
    errno = 0;
    int64_t whole = strtoll(text, NULL, 10);
    return errno == 0 ? whole : 0;
}

bool decoded_add(struct decoded *out, struct bytes name, double value, struct bytes says)
{
    if (out->count == DECODED_MAX_NUMBERS)
        return decoded_drop(out, name), false;
    struct decoded_number *n = &out->numbers[out->count++];
    n->value = value;
    n->whole = whole_of(says, value);
    n->truth = false;
    decoded_name(name, n->name);
    return true;
}

void decoded_add_state(struct decoded *out, struct bytes name, struct bytes text)
{
    text = bytes_trim(text);
    if (text.len == 0 || text.len >= DECODED_STATE_SIZE || out->states_count == DECODED_MAX_STATES)
        return;
    struct decoded_state *s = &out->states[out->states_count];
    char clean[DECODED_STATE_SIZE * 8];
    text_clean(text, TEXT_ANY_WIDTH, clean, sizeof clean);
    if (strlen(clean) >= sizeof s->text)
        return;
    memcpy(s->text, clean, strlen(clean) + 1);
    decoded_name(name, s->name);
    out->states_count++;
}

bool decoded_text(const struct mission *m, struct decoded *out, int kind, struct bytes text)
{
    if (kind == MISSION_STATE && bytes_is_null(out->phase) && mission_word(m, text) != NULL)
        out->phase = text;
    return kind == MISSION_UTC && own_time_of_text(text, &out->own_ms);
}

bool decoded_no_number(struct bytes text, double *value)
{
    static const struct {
        const char *text;
        double value;
    } words[] = {{"NaN", NAN},           {"nan", NAN},           {"NAN", NAN},
                 {"Infinity", INFINITY}, {"infinity", INFINITY}, {"inf", INFINITY},
                 {"Inf", INFINITY},      {"INF", INFINITY}};
    bool negative = text.len > 0 && text.data[0] == '-';
    if (negative || (text.len > 0 && text.data[0] == '+'))
        text = bytes_make(text.data + 1, text.len - 1);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (bytes_equal(text, bytes_of(words[i].text)))
            return *value = negative ? -words[i].value : words[i].value, true;
    }
    return false;
}

bool decoded_quoted(struct bytes text, double *value)
{
    text = bytes_trim(text);
    const uint8_t *p = text.data, *end = p + text.len, *bad;
    if (text.len > 1 && *p == '+' && p[1] != '-')
        p++;
    return number_scan(p, end, value, &bad) == end || decoded_no_number(text, value);
}

/* Only the head: the arrays are written before they are read. */
static void decoded_clear(struct decoded *out)
{
    out->format = NULL;
    out->count = 0;
    out->dropped = 0;
    out->states_count = 0;
    out->text = BYTES_NULL;
    out->phase = BYTES_NULL;
    out->own_ms = FLIGHT_NO_TIME;
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
    if (fit == FORMAT_NOT && bad_at > 0)
        snprintf(out->why, sizeof out->why, "%s that goes wrong at byte %zu of %zu", format->words,
                 bad_at, value.len);
    if (fit == FORMAT_NOT)
        return false;
    out->kind = fit == FORMAT_FITS ? DECODED_NUMBERS : DECODED_BAD;
    out->format = format;
    out->bad_at = bad_at;
    return true;
}

static const struct message_format *const formats[] = {
#define X(name) &format_##name,
    FORMATS(X)
#undef X
};

int message_format_count(void)
{
    return (int)ARRAY_SIZE(formats);
}

/* A glance is cheaper than a try. */
static bool may_be(const struct mission *mission, const struct message_format *format,
                   struct bytes value)
{
    if (mission->formats != 0 && (mission->formats >> format->source & 1) == 0)
        return false;
    return format->needs == '\0' || memchr(value.data, format->needs, value.len) != NULL;
}

static bool begins_as_text(struct bytes value)
{
    return value.len > 0 && value.data[0] > ' ' && value.data[0] < 0x7f && value.data[0] != '{';
}

/* Tries the formats of any bytes, or those of text. */
static bool find_format(const struct mission *mission, struct bytes value, bool binary,
                        struct decoded *out)
{
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (formats[i]->binary == binary && may_be(mission, formats[i], value) &&
            is_of(formats[i], mission, value, out))
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

/* A value that was compressed by itself is what it holds; else it is itself. */
static struct bytes opened(struct bytes value, struct decoded *out)
{
    bool open = compressed_is(value) && compressed_open(value, out);
    return open ? buf_bytes(&out->inflated) : value;
}

void message_decode(const struct mission *mission, struct bytes value, struct decoded *out)
{
    decoded_clear(out);
    out->why[0] = '\0';
    value = opened(value, out);
    if (bytes_is_null(value))
        out->kind = DECODED_NULL;
    else if (begins_as_text(value) || !find_format(mission, value, true, out))
        decode_text(mission, value, out);
    if (out->kind == DECODED_BINARY)
        framed_explain(out, value);
    else if (out->kind != DECODED_BAD)
        out->why[0] = '\0';
    if (bytes_is_null(out->text))
        out->text = out->phase;
}

void decoded_deinit(struct decoded *d)
{
    buf_deinit(&d->inflated);
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

void message_fields(const struct mission *mission, struct bytes value, struct decoded *scratch,
                    message_field_fn *fn, void *owner)
{
    struct field_sink sink = {fn, owner};
    message_decode(mission, value, scratch);
    const struct message_format *format = scratch->format;
    decoded_clear(scratch);
    if (format != NULL)
        format->decode(mission, opened(value, scratch), scratch, &sink);
}
