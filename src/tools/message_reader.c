/* message_reader.c: the line reader; behaviour and words are LineMessageReader's of Apache
 * Kafka 4.1. */
#include "tools/message_reader.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "base/text.h"
#include "tools/utf8.h"

static const char kafka_exception[] = "org.apache.kafka.common.KafkaException";

/* ---- set-up ---- */

static bool is_true(const struct properties *p, const char *name)
{
    const char *value = properties_get(p, name);
    if (value == NULL)
        return false;
    value += strspn(value, " \t");
    return strncasecmp(value, "true", 4) == 0 && value[4 + strspn(value + 4, " \t")] == '\0';
}

static char *text_or(const struct properties *p, const char *name, const char *fallback)
{
    const char *value = properties_get(p, name);
    return mem_text(value != NULL ? value : fallback);
}

static bool same(const char *a, const char *b)
{
    return b != NULL && strcmp(a, b) == 0;
}

static int check_separators(const struct message_reader *r, struct thrown *t)
{
    const struct {
        const char *a, *b, *words;
    } pairs[] = {
        {r->headers_delimiter, r->headers_separator, "headers.delimiter and headers.separator"},
        {r->headers_delimiter, r->headers_key_separator,
         "headers.delimiter and headers.key.separator"},
        {r->headers_separator, r->headers_key_separator,
         "headers.separator and headers.key.separator"},
        {r->key_separator, r->null_marker, "null.marker and key.separator"},
        {r->headers_separator, r->null_marker, "null.marker and headers.separator"},
        {r->headers_delimiter, r->null_marker, "null.marker and headers.delimiter"},
        {r->headers_key_separator, r->null_marker, "null.marker and headers.key.separator"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
        if (same(pairs[i].a, pairs[i].b))
            return thrown_set(t, kafka_exception, "%s may not be equal", pairs[i].words);
    return 0;
}

int message_reader_init(struct message_reader *r, const struct properties *p, struct thrown *t)
{
    *r = (struct message_reader){
        .parse_key = is_true(p, "parse.key"),
        .parse_headers = is_true(p, "parse.headers"),
        .ignore_error = is_true(p, "ignore.error"),
        .key_separator = text_or(p, "key.separator", "\t"),
        .headers_delimiter = text_or(p, "headers.delimiter", "\t"),
        .headers_separator = text_or(p, "headers.separator", ","),
        .headers_key_separator = text_or(p, "headers.key.separator", ":"),
        .null_marker = text_or(p, "null.marker", NULL),
    };
    if (regex_open(&r->headers_pattern, r->headers_separator, t) != 0)
        return -1;
    return check_separators(r, t);
}

void message_reader_deinit(struct message_reader *r)
{
    free(r->key_separator);
    free(r->headers_delimiter);
    free(r->headers_separator);
    free(r->headers_key_separator);
    free(r->null_marker);
    regex_close(r->headers_pattern);
    free(r->headers);
    buf_deinit(&r->names);
    buf_deinit(&r->repaired);
    *r = (struct message_reader){0};
}

/* ---- taking a line apart ---- */

static struct bytes slice(struct bytes b, size_t from, size_t to)
{
    return bytes_make(b.data + from, to - from);
}

static const uint8_t *find(struct bytes in, const char *what)
{
    return memmem(in.data, in.len, what, strlen(what));
}

static struct bytes unless_null(const struct message_reader *r, struct bytes b)
{
    return r->null_marker != NULL && bytes_equal(b, bytes_of(r->null_marker)) ? BYTES_NULL : b;
}

/* Cuts the part before `separator` off the line; null where there is no such part. */
static int cut_part(const struct message_reader *r, bool wanted, struct bytes whole,
                    struct bytes *rest, const char *separator, const char *name, struct bytes *part,
                    struct thrown *t)
{
    *part = BYTES_NULL;
    if (!wanted)
        return 0;
    const uint8_t *at = find(*rest, separator);
    if (at == NULL && r->ignore_error)
        return 0;
    if (at == NULL)
        return thrown_set(t, kafka_exception, "No %s found on line number %d: '%.*s'", name,
                          r->line_number, (int)whole.len, (const char *)whole.data);
    size_t len = (size_t)(at - rest->data);
    *part = slice(*rest, 0, len);
    *rest = slice(*rest, len + strlen(separator), rest->len);
    return 0;
}

static int add_header(struct message_reader *r, struct bytes pair, struct client_record *out,
                      struct thrown *t)
{
    const uint8_t *at = find(pair, r->headers_key_separator);
    if (at == NULL && !r->ignore_error)
        return thrown_set(t, kafka_exception,
                          "No header key separator found in pair '%.*s' on line number %d",
                          (int)pair.len, (const char *)pair.data, r->line_number);
    size_t len = at == NULL ? pair.len : (size_t)(at - pair.data);
    struct bytes name = slice(pair, 0, len), value = BYTES_NULL;
    if (at != NULL) {
        if (r->null_marker != NULL && bytes_equal(name, bytes_of(r->null_marker)))
            return thrown_set(t, kafka_exception,
                              "Header keys should not be equal to the null marker '%s' as they "
                              "can't be null",
                              r->null_marker);
        value = unless_null(r, slice(pair, len + strlen(r->headers_key_separator), pair.len));
    }
    r->headers = mem_grow(r->headers, out->header_count + 1, sizeof *r->headers);
    r->headers[out->header_count++].value = value;
    buf_add_bytes(&r->names, name);
    buf_add_byte(&r->names, '\0');
    return 0;
}

/* Names can only be pointed at when their buffer has stopped growing. */
static void point_at_names(struct message_reader *r, struct client_record *out)
{
    const char *name = (const char *)r->names.data;
    for (size_t i = 0; i < out->header_count; i++) {
        r->headers[i].name = name;
        name += strlen(name) + 1;
    }
    out->headers = r->headers;
}

/* Java's Pattern.split: empty parts at the end fall away, but a text without a match stays whole,
 * and an empty match at the front splits nothing. */
static int split_headers(struct message_reader *r, struct bytes headers, struct client_record *out,
                         struct thrown *t)
{
    size_t from = 0, search = 0, empty = 0, start, end;
    bool split = false;
    buf_clear(&r->names);
    while (true) {
        bool more = regex_find(r->headers_pattern, headers, search, &start, &end);
        if (more && from == 0 && end == 0) {
            search = 1;
            continue;
        }
        struct bytes pair = slice(headers, from, more ? start : headers.len);
        split = split || more;
        empty += pair.len == 0 && split ? 1 : 0;
        for (; pair.len > 0 && empty > 0; empty--)
            if (add_header(r, slice(headers, 0, 0), out, t) != 0)
                return -1;
        if ((pair.len > 0 || !split) && add_header(r, pair, out, t) != 0)
            return -1;
        if (!more)
            break;
        from = end;
        search = end > start ? end : end + 1;
    }
    point_at_names(r, out);
    return 0;
}

int message_reader_parse(struct message_reader *r, struct bytes line, struct client_record *out,
                         struct thrown *t)
{
    struct bytes whole = line, headers, key;
    if (!text_is_utf8(line)) {
        buf_clear(&r->repaired);
        utf8_repair(line, &r->repaired);
        whole = buf_bytes(&r->repaired);
    }
    struct bytes rest = whole;
    r->line_number++;
    out->headers = NULL;
    out->header_count = 0;
    if (cut_part(r, r->parse_headers, whole, &rest, r->headers_delimiter, "headers delimiter",
                 &headers, t) != 0 ||
        cut_part(r, r->parse_key, whole, &rest, r->key_separator, "key separator", &key, t) != 0)
        return -1;
    out->key = unless_null(r, key);
    out->value = unless_null(r, rest);
    if (bytes_is_null(unless_null(r, headers)))
        return 0;
    return split_headers(r, headers, out, t);
}
