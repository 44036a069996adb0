/* influx.c: InfluxDB's line protocol, a line each:
 *
 *   flight,rocket=kite7 alt=612.4,sats=11i,armed=t,event="MECO" 1714564805000000000
 *
 * Fields are channels; true and false are 1 and 0. Tags are for a person, the measurement is part
 * of a name only where a message has several lines. A line must have tags or a time, so that a
 * sentence stays text. */
#include "flight/field_path.h"

enum { TIME_DIGITS = 10 };

struct influx {
    struct field_path f;
    const struct mission *mission;
    const uint8_t *p, *end;
    bool many; /* lines */
};

static bool is_word(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == '-' || c == '/' || c >= 0x80;
}

/* A name, or a tag's value: word characters, and others behind a backslash. */
static bool word_take(struct influx *in, struct bytes *out)
{
    const uint8_t *start = in->p;
    while (in->p < in->end && (is_word(*in->p) || (*in->p == '\\' && in->end - in->p > 1)))
        in->p += *in->p == '\\' ? 2 : 1;
    *out = bytes_make(start, (size_t)(in->p - start));
    return out->len > 0;
}

static bool take(struct influx *in, uint8_t c)
{
    if (in->p == in->end || *in->p != c)
        return false;
    in->p++;
    return true;
}

static bool tags_take(struct influx *in, int *count)
{
    for (; take(in, ','); (*count)++) {
        struct bytes name, value;
        if (!word_take(in, &name) || !take(in, '=') || !word_take(in, &value))
            return false;
        size_t before = field_push(&in->f, name);
        field_nothing(&in->f, value, false);
        field_pop(&in->f, before);
    }
    return take(in, ' ');
}

/* Up to the quote that ends it; `out` is what lies between. */
static bool quoted_take(struct influx *in, struct bytes *out)
{
    const uint8_t *start = ++in->p;
    while (in->p < in->end && *in->p != '"')
        in->p += *in->p == '\\' && in->end - in->p > 1 ? 2 : 1;
    *out = bytes_make(start, (size_t)(in->p - start));
    return take(in, '"');
}

static bool is_truth(struct bytes text, bool *truth)
{
    static const char *const words[2][5] = {{"f", "F", "false", "False", "FALSE"},
                                            {"t", "T", "true", "True", "TRUE"}};
    for (int i = 0; i < 10; i++)
        if (bytes_equal(text, bytes_of(words[i / 5][i % 5])))
            return *truth = i >= 5, true;
    return false;
}

static bool number_take(struct influx *in)
{
    const uint8_t *start = in->p;
    double value;
    bool truth;
    while (in->p < in->end && *in->p != ',' && *in->p != ' ' && *in->p != '\n' && *in->p != '\r')
        in->p++;
    struct bytes says = bytes_make(start, (size_t)(in->p - start)), digits = says;
    if (is_truth(says, &truth))
        return field_truth(&in->f, truth, says), true;
    if (says.len > 1 && (in->p[-1] == 'i' || in->p[-1] == 'u'))
        digits = bytes_make(says.data, says.len - 1);
    if (digits.len == 0 || *digits.data == ' ' || !decoded_quoted(digits, &value))
        return false;
    return field_sample(&in->f, value, digits), true;
}

static bool fields_take(struct influx *in, struct bytes measurement)
{
    size_t outer = in->many ? field_push(&in->f, measurement) : 0;
    do {
        struct bytes name, text;
        if (!word_take(in, &name) || !take(in, '='))
            return false;
        size_t before = field_push(&in->f, name);
        bool quoted = in->p < in->end && *in->p == '"', ok;
        ok = quoted ? quoted_take(in, &text) : number_take(in);
        if (ok && quoted)
            field_text(&in->f, in->mission, text);
        field_pop(&in->f, before);
        if (!ok)
            return false;
    } while (take(in, ','));
    if (in->many)
        field_pop(&in->f, outer);
    return true;
}

static bool at_line_end(struct influx *in)
{
    take(in, '\r');
    return in->p == in->end || *in->p == '\n';
}

/* The time at the end of a line, in digits; false where something else is there. */
static bool time_take(struct influx *in, int *digits)
{
    const uint8_t *start = in->p;
    while (in->p < in->end && *in->p >= '0' && *in->p <= '9')
        in->p++;
    *digits = (int)(in->p - start);
    return *digits >= TIME_DIGITS;
}

static bool line_take(struct influx *in)
{
    struct bytes measurement;
    int tags = 0, digits = 0;
    if (!word_take(in, &measurement) || !tags_take(in, &tags) || !fields_take(in, measurement))
        return false;
    while (take(in, ' '))
        ;
    return at_line_end(in) ? tags > 0 : time_take(in, &digits) && at_line_end(in);
}

static enum format_fit influx_decode(const struct mission *mission, struct bytes text,
                                     struct decoded *out, const struct field_sink *sink)
{
    struct influx in;
    text = bytes_trim(text);
    in.p = text.data;
    in.end = text.data + text.len;
    in.many = text.len > 0 && memchr(text.data, '\n', text.len) != NULL;
    in.mission = mission;
    field_path_begin(&in.f, out, sink);
    while (in.p < in.end) {
        if (*in.p == '#') /* a comment */
            while (in.p < in.end && *in.p != '\n')
                in.p++;
        else if (!line_take(&in))
            return FORMAT_NOT;
        while (take(&in, '\n'))
            ;
    }
    return out->count > 0 ? FORMAT_FITS : FORMAT_NOT;
}

const struct message_format format_influx = {
    .words = "InfluxDB line protocol", .needs = '=', .decode = influx_decode};
