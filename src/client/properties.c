/* properties.c: parsing the format of java.util.Properties.load(). */
#include "client/properties.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"

enum { LARGEST_FILE = 1 << 20 };

static struct property *find(const struct properties *p, const char *key)
{
    for (size_t i = 0; i < p->count; i++)
        if (strcmp(p->items[i].key, key) == 0)
            return &p->items[i];
    return NULL;
}

void properties_set(struct properties *p, const char *key, const char *value)
{
    struct property *old = find(p, key);
    char *copy = mem_text(value);
    if (old != NULL) {
        free(old->value);
        old->value = copy;
        return;
    }
    p->items = mem_grow(p->items, p->count + 1, sizeof *p->items);
    p->items[p->count++] = (struct property){.key = mem_text(key), .value = copy};
}

const char *properties_get(const struct properties *p, const char *key)
{
    const struct property *found = find(p, key);
    return found == NULL ? NULL : found->value;
}

void properties_merge(struct properties *p, const struct properties *from)
{
    for (size_t i = 0; i < from->count; i++)
        properties_set(p, from->items[i].key, from->items[i].value);
}

void properties_deinit(struct properties *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->items[i].key);
        free(p->items[i].value);
    }
    free(p->items);
    *p = (struct properties){0};
}

static void add_utf8(struct buf *b, uint32_t c)
{
    if (c < 0x80) {
        buf_add_byte(b, (uint8_t)c);
    } else if (c < 0x800) {
        buf_add_byte(b, (uint8_t)(0xc0 | c >> 6));
        buf_add_byte(b, (uint8_t)(0x80 | (c & 0x3f)));
    } else if (c < 0x10000) {
        buf_add_byte(b, (uint8_t)(0xe0 | c >> 12));
        buf_add_byte(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        buf_add_byte(b, (uint8_t)(0x80 | (c & 0x3f)));
    } else {
        buf_add_byte(b, (uint8_t)(0xf0 | c >> 18));
        buf_add_byte(b, (uint8_t)(0x80 | (c >> 12 & 0x3f)));
        buf_add_byte(b, (uint8_t)(0x80 | (c >> 6 & 0x3f)));
        buf_add_byte(b, (uint8_t)(0x80 | (c & 0x3f)));
    }
}

/* Joins the natural lines of one logical line into `line`, comments and blank lines left out.
 * Returns what is left of the text. */
static struct bytes next_logical_line(struct bytes text, struct buf *line)
{
    bool going_on = false;
    buf_clear(line);
    while (text.len > 0) {
        size_t end = 0, start = 0;
        while (end < text.len && text.data[end] != '\n' && text.data[end] != '\r')
            end++;
        while (start < end && strchr(" \t\f", text.data[start]) != NULL)
            start++;
        struct bytes here = bytes_make(text.data + start, end - start);
        size_t skip = end + (end < text.len ? 1 : 0);
        if (end + 1 < text.len && text.data[end] == '\r' && text.data[end + 1] == '\n')
            skip++;
        text = bytes_make(text.data + skip, text.len - skip);
        if (!going_on && (here.len == 0 || here.data[0] == '#' || here.data[0] == '!'))
            continue;
        size_t slashes = 0;
        while (slashes < here.len && here.data[here.len - 1 - slashes] == '\\')
            slashes++;
        going_on = slashes % 2 == 1;
        buf_add(line, here.data, here.len - (going_on ? 1 : 0));
        if (!going_on)
            break;
    }
    return text;
}

static int read_unicode_escape(struct bytes s, size_t at, uint32_t *out, struct err *err)
{
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        int c = at + i < s.len ? s.data[at + i] : 0;
        if (!isxdigit(c))
            return err_set(err, ERR_CORRUPT, "Malformed \\uxxxx encoding.");
        *out = *out << 4 | (uint32_t)(isdigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return 0;
}

static bool is_surrogate(uint32_t c, uint32_t base)
{
    return c >= base && c < base + 0x400;
}

/* Decodes the \uXXXX whose digits begin at *at, with the second half of a surrogate pair. */
static int unescape_unicode(struct bytes s, size_t *at, struct buf *out, struct err *err)
{
    uint32_t c, low;
    int rc = read_unicode_escape(s, *at, &c, err);
    if (rc != 0)
        return rc;
    *at += 4;
    if (is_surrogate(c, 0xd800) && *at + 6 <= s.len && memcmp(s.data + *at, "\\u", 2) == 0 &&
        read_unicode_escape(s, *at + 2, &low, NULL) == 0 && is_surrogate(low, 0xdc00)) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        *at += 6;
    }
    add_utf8(out, is_surrogate(c, 0xd800) || is_surrogate(c, 0xdc00) ? '?' : c);
    return 0;
}

static int unescape(struct bytes s, struct buf *out, struct err *err)
{
    static const char from[] = "tnrf", to[] = "\t\n\r\f";
    buf_clear(out);
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        if (c != '\\' || i + 1 == s.len) {
            add_utf8(out, c); /* ISO-8859-1's bytes are Unicode's first 256 code points */
            continue;
        }
        c = s.data[++i];
        const char *known = c == '\0' ? NULL : strchr(from, c);
        if (c == 'u') {
            i++;
            int rc = unescape_unicode(s, &i, out, err);
            if (rc != 0)
                return rc;
            i--;
        } else {
            add_utf8(out, known != NULL ? (uint8_t)to[known - from] : c);
        }
    }
    return 0;
}

/* The key ends at the first unescaped '=', ':' or blank; one '=' or ':' amid blanks comes after it.
 */
static void split(struct bytes line, struct bytes *key, struct bytes *value)
{
    size_t end = 0;
    while (end < line.len && strchr("=: \t\f", line.data[end]) == NULL)
        end += line.data[end] == '\\' ? 2 : 1;
    if (end > line.len)
        end = line.len;
    size_t start = end;
    bool separated = false;
    while (start < line.len && (strchr(" \t\f", line.data[start]) != NULL ||
                                (!separated && strchr("=:", line.data[start]) != NULL))) {
        separated = separated || line.data[start] == '=' || line.data[start] == ':';
        start++;
    }
    *key = bytes_make(line.data, end);
    *value = bytes_make(line.data + start, line.len - start);
}

int properties_parse(struct properties *p, struct bytes text, struct err *err)
{
    struct buf line = {0}, key = {0}, value = {0};
    int rc = 0;
    while (rc == 0 && text.len > 0) {
        text = next_logical_line(text, &line);
        if (line.len == 0)
            continue;
        struct bytes k, v;
        split(buf_bytes(&line), &k, &v);
        rc = unescape(k, &key, err);
        if (rc == 0)
            rc = unescape(v, &value, err);
        if (rc == 0)
            properties_set(p, buf_text(&key), buf_text(&value));
    }
    buf_deinit(&line);
    buf_deinit(&key);
    buf_deinit(&value);
    return rc;
}

int properties_load(struct properties *p, const char *path, struct err *err)
{
    FILE *file = fopen(path, "re");
    if (file == NULL && errno == ENOENT)
        return err_set(err, ERR_NOT_FOUND, "%s: no such file", path);
    if (file == NULL)
        return err_errno(err, "%s: cannot be opened", path);
    struct buf text = {0};
    size_t n;
    int rc = 0;
    while (rc == 0 && (n = fread(buf_reserve(&text, 4096), 1, 4096, file)) > 0) {
        text.len += n;
        if (text.len > LARGEST_FILE)
            rc = err_set(err, ERR_TOO_BIG, "%s: too large for a properties file (limit 1 MiB)",
                         path);
    }
    if (rc == 0 && ferror(file))
        rc = err_errno(err, "%s: cannot be read", path);
    fclose(file);
    if (rc == 0 && (rc = properties_parse(p, buf_bytes(&text), err)) != 0)
        err_prefix(err, "%s: ", path);
    buf_deinit(&text);
    return rc;
}
