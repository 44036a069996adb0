/* json.c: numbers out of a JSON object in one pass, without building a tree (RFC 8259, and the bare
 * NaN and Infinity that Python, JavaScript and C print).
 *
 * Everything is checked, also what is skipped: a message counts as JSON or it does not. */
#include "base/text.h"
#include "flight/field_path.h"
#include "flight/mission.h"

enum { MAX_DEPTH = 64 };

struct scan {
    const uint8_t *p, *end; /* after a failure p is the byte that does not fit */
    const struct mission *mission;
    struct field_path f;
};

struct string {
    struct bytes raw; /* between the quotes */
    bool escaped;
};

static bool value_scan(struct scan *s, int depth);

static void skip_blanks(struct scan *s)
{
    while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
        s->p++;
}

/* Skips blanks and takes `c` if it is next. */
static bool take(struct scan *s, uint8_t c)
{
    skip_blanks(s);
    if (s->p == s->end || *s->p != c)
        return false;
    s->p++;
    return true;
}

/* Four hexadecimal digits at p, or -1. */
static int32_t hex4(const uint8_t *p, const uint8_t *end)
{
    int32_t v = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        int c = p[i], digit = c >= '0' && c <= '9'   ? c - '0'
                              : c >= 'a' && c <= 'f' ? c - 'a' + 10
                              : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                     : -1;
        if (digit < 0)
            return -1;
        v = v << 4 | digit;
    }
    return v;
}

/* The code point of the \u escape at p (a pair of them for one above U+FFFF) and its length, or -1;
 * half a pair is no character and so refused. */
static int32_t unicode_escape(const uint8_t *p, const uint8_t *end, int *len)
{
    int32_t high = hex4(p + 2, end);
    *len = 6;
    if (high < 0xd800 || high > 0xdfff)
        return high;
    if (high > 0xdbff || end - p < 12 || p[6] != '\\' || p[7] != 'u')
        return -1;
    int32_t low = hex4(p + 8, end);
    *len = 12;
    return low >= 0xdc00 && low <= 0xdfff ? 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) : -1;
}

/* What a one-letter escape stands for; 0 for none. */
static char short_escape(uint8_t c)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char *at = c == '\0' ? NULL : strchr(from, c);
    return at == NULL ? '\0' : to[at - from];
}

static bool escape_scan(struct scan *s)
{
    int len = 2;
    if (s->end - s->p < 2)
        s->p = s->end;
    else if (s->p[1] == 'u' ? unicode_escape(s->p, s->end, &len) >= 0 : short_escape(s->p[1]) != 0)
        return s->p += len, true;
    return false;
}

/* A run of bytes outside ASCII must be strict UTF-8. */
static bool utf8_scan(struct scan *s)
{
    const uint8_t *start = s->p, *p = start;
    while (p < s->end && *p >= 0x80)
        p++;
    if (!text_is_utf8(bytes_make(start, (size_t)(p - start))))
        return false;
    s->p = p;
    return true;
}

static const uint8_t *skip_plain(const uint8_t *p, const uint8_t *end)
{
    while (p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\')
        p++;
    return p;
}

static bool string_scan(struct scan *s, struct string *out)
{
    const uint8_t *start = s->p;
    out->escaped = false;
    for (;;) {
        s->p = skip_plain(s->p, s->end);
        if (s->p == s->end || *s->p < 0x20)
            return false;
        if (*s->p == '"')
            break;
        out->escaped = out->escaped || *s->p == '\\';
        if (*s->p == '\\' ? !escape_scan(s) : !utf8_scan(s))
            return false;
    }
    out->raw = bytes_make(start, (size_t)(s->p - start));
    s->p++;
    return true;
}

static size_t put_utf8(int32_t rune, uint8_t out[4])
{
    if (rune < 0x80)
        return out[0] = (uint8_t)rune, 1;
    size_t n = rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, rune >>= 6)
        out[i] = (uint8_t)(0x80 | (rune & 0x3f));
    out[0] = (uint8_t)((0xf00 >> n & 0xff) | rune);
    return n;
}

/* The string without escapes: the view itself, or written to `space` and cut at its end. */
static struct bytes string_bytes(const struct string *string, void *space, size_t size)
{
    if (!string->escaped)
        return string->raw;
    uint8_t *out = space;
    size_t len = 0;
    const uint8_t *p = string->raw.data, *end = p + string->raw.len;
    while (p < end) {
        uint8_t utf8[4] = {*p};
        size_t n = 1;
        int taken = 1;
        if (*p == '\\' && p[1] == 'u') {
            n = put_utf8(unicode_escape(p, end, &taken), utf8);
        } else if (*p == '\\') {
            utf8[0] = (uint8_t)short_escape(p[1]);
            taken = 2;
        }
        if (len + n > size)
            break;
        memcpy(out + len, utf8, n);
        len += n;
        p += taken;
    }
    return bytes_make(out, len);
}

static struct bytes since(const struct scan *s, const uint8_t *from)
{
    return bytes_make(from, (size_t)(s->p - from));
}

static bool word_scan(struct scan *s, const char *word)
{
    for (; *word != '\0'; word++, s->p++) {
        if (s->p == s->end || *s->p != (uint8_t)*word)
            return false;
    }
    return true;
}

/* The fields that the mission takes for words. */
static bool take_words(struct scan *s, const struct string *string)
{
    struct decoded *out = s->f.out;
    enum mission_text text = mission_text(s->mission, field_name(&s->f));
    if (text == MISSION_EVENT)
        out->text = string_bytes(string, out->text_space, sizeof out->text_space);
    else if (text == MISSION_PHASE)
        out->phase = string_bytes(string, out->phase_space, sizeof out->phase_space);
    else if (!string->escaped && decoded_text(s->mission, out, (int)text, string->raw))
        return true;
    return text == MISSION_EVENT || text == MISSION_PHASE;
}

static bool string_value(struct scan *s)
{
    struct string string;
    const uint8_t *from = s->p++;
    double value;
    if (!string_scan(s, &string))
        return false;
    bool words = take_words(s, &string);
    if (!words && decoded_value(s->mission, field_name(&s->f), string.raw, &value)) {
        field_sample(&s->f, value, since(s, from));
        return true;
    }
    if (!words && !string.escaped)
        field_state(&s->f, string.raw);
    field_nothing(&s->f, since(s, from), words);
    return true;
}

/* null, {} or [], which hold no sample. */
static bool nothing(struct scan *s, const char *says)
{
    field_nothing(&s->f, bytes_of(says), false);
    return true;
}

static bool member_scan(struct scan *s, int depth)
{
    struct string name;
    uint8_t space[DECODED_PATH_SIZE];
    if (!take(s, '"') || !string_scan(s, &name) || !take(s, ':'))
        return false;
    size_t before = field_push(&s->f, string_bytes(&name, space, sizeof space));
    bool ok = value_scan(s, depth);
    field_pop(&s->f, before);
    return ok;
}

static bool object_scan(struct scan *s, int depth)
{
    s->p++;
    if (take(s, '}'))
        return depth == 0 || nothing(s, "{}");
    do {
        if (!member_scan(s, depth + 1))
            return false;
    } while (take(s, ','));
    return take(s, '}');
}

static bool array_scan(struct scan *s, int depth)
{
    s->p++;
    if (take(s, ']'))
        return nothing(s, "[]");
    size_t index = 0;
    do {
        size_t before = field_enter(&s->f, index);
        bool ok = value_scan(s, depth + 1);
        field_leave(&s->f, index++, before);
        if (!ok)
            return false;
    } while (take(s, ','));
    return take(s, ']');
}

/* The bare word at p, and a sign before it, is NaN or infinite. */
static bool no_number_value(struct scan *s)
{
    double value;
    const uint8_t *from = s->p, *p = from + (*from == '-');
    while (p < s->end && ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z')))
        p++;
    struct bytes word = bytes_make(from, (size_t)(p - from));
    if (!decoded_no_number(word, &value))
        return false;
    s->p = p;
    field_sample(&s->f, value, word);
    return true;
}

static bool number_value(struct scan *s)
{
    double value;
    const uint8_t *from = s->p, *bad, *after = number_scan(from, s->end, &value, &bad);
    if (after == NULL && no_number_value(s))
        return true;
    s->p = after == NULL ? bad : after;
    if (after != NULL)
        field_sample(&s->f, value, since(s, from));
    return after != NULL;
}

/* null, or "nan" as C prints it. */
static bool null_value(struct scan *s)
{
    return no_number_value(s) || (word_scan(s, "null") && nothing(s, "null"));
}

static bool truth_value(struct scan *s, bool truth)
{
    const char *word = truth ? "true" : "false";
    if (!word_scan(s, word))
        return false;
    field_truth(&s->f, truth, bytes_of(word));
    return true;
}

/* The value at p; `depth` is how many objects and arrays it lies in. */
static bool value_scan(struct scan *s, int depth)
{
    skip_blanks(s);
    if (s->p == s->end || depth >= MAX_DEPTH)
        return false;
    switch (*s->p) {
    case '{':
        return object_scan(s, depth);
    case '[':
        return array_scan(s, depth);
    case '"':
        return string_value(s);
    case 't':
    case 'f':
        return truth_value(s, *s->p == 't');
    case 'n':
        return null_value(s);
    default:
        return number_value(s);
    }
}

static bool begins_object(struct scan *s)
{
    const uint8_t *start = s->p;
    skip_blanks(s);
    bool begins = s->p < s->end && *s->p == '{';
    s->p = start;
    return begins;
}

static enum format_fit json_decode(const struct mission *mission, struct bytes value,
                                   struct decoded *out, const struct field_sink *sink)
{
    struct scan s;
    s.p = value.data;
    s.end = value.data + value.len;
    s.mission = mission;
    field_path_begin(&s.f, out, sink);
    if (!begins_object(&s))
        return FORMAT_NOT;
    bool ok = value_scan(&s, 0);
    if (ok)
        skip_blanks(&s);
    out->bad_at = (size_t)(s.p - value.data);
    return ok && s.p == s.end ? FORMAT_FITS : FORMAT_BAD;
}

/* Of any bytes: what begins with a brace and is not UTF-8 is bad JSON from there on. */
const struct message_format format_json = {.words = "JSON object",
                                           .bad = "bad JSON",
                                           .binary = true,
                                           .source = MISSION_JSON,
                                           .decode = json_decode};
