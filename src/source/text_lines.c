/* text_lines.c: finds line ends, decodes UTF-16 and Latin-1. */
#include "source/text_lines.h"

#include "base/text.h"

enum { READ_SIZE = 64 * 1024 };

void text_lines_init(struct text_lines *l, struct unpack *from, const char *path)
{
    *l = (struct text_lines){.path = path, .from = from};
}

void text_lines_deinit(struct text_lines *l)
{
    unpack_close(l->from);
    buf_deinit(&l->raw);
    buf_deinit(&l->line);
    l->from = NULL;
}

/* Reads more behind what is left in `raw`: the bytes read, 0 at the end, or an error. */
static int fill(struct text_lines *l, struct err *err)
{
    if (l->from == NULL)
        return 0;
    if (l->at > 0) {
        memmove(l->raw.data, l->raw.data + l->at, l->raw.len - l->at);
        l->raw.len -= l->at;
        l->at = 0;
    }
    int n = unpack_read(l->from, buf_reserve(&l->raw, READ_SIZE), READ_SIZE, err);
    l->raw.len += n > 0 ? (size_t)n : 0;
    return n;
}

static size_t left(const struct text_lines *l)
{
    return l->raw.len - l->at;
}

/* Decides the coding by the first bytes, and skips a byte order mark. */
static int begin(struct text_lines *l, struct err *err)
{
    int n = 1;
    while (left(l) < 4 && n > 0)
        if ((n = fill(l, err)) < 0)
            return n;
    const uint8_t *p = buf_bytes(&l->raw).data + l->at;
    size_t len = left(l), mark = 0;
    l->coding = CODING_UTF8;
    if (len >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
        mark = 3;
    else if (len >= 2 && p[0] == 0xff && p[1] == 0xfe)
        l->coding = CODING_UTF16_LE, mark = 2;
    else if (len >= 2 && p[0] == 0xfe && p[1] == 0xff)
        l->coding = CODING_UTF16_BE, mark = 2;
    else if (len >= 4 && p[0] != 0 && p[1] == 0 && p[2] != 0 && p[3] == 0)
        l->coding = CODING_UTF16_LE;
    else if (len >= 4 && p[0] == 0 && p[1] != 0 && p[2] == 0 && p[3] != 0)
        l->coding = CODING_UTF16_BE;
    l->at += mark;
    return 0;
}

static void add_rune(struct buf *out, uint32_t rune)
{
    if (rune < 0x80) {
        buf_add_byte(out, (uint8_t)rune);
        return;
    }
    int more = rune < 0x800 ? 1 : rune < 0x10000 ? 2 : 3;
    static const uint8_t first[] = {0, 0xc0, 0xe0, 0xf0};
    buf_add_byte(out, (uint8_t)(first[more] | rune >> (6 * more)));
    while (more-- > 0)
        buf_add_byte(out, (uint8_t)(0x80 | (rune >> (6 * more) & 0x3f)));
}

static uint32_t unit_at(const struct text_lines *l, size_t at)
{
    const uint8_t *p = l->raw.data + at;
    return l->coding == CODING_UTF16_LE ? (uint32_t)(p[0] | p[1] << 8)
                                        : (uint32_t)(p[0] << 8 | p[1]);
}

/* The next code point of UTF-16 (U+FFFD for half a pair): 1, at the end 0, or an error. */
static int next_rune(struct text_lines *l, uint32_t *rune, struct err *err)
{
    int n = 1;
    while (left(l) < 4 && n > 0)
        if ((n = fill(l, err)) < 0)
            return n;
    if (left(l) < 2)
        return 0;
    uint32_t high = unit_at(l, l->at);
    l->at += 2;
    *rune = high;
    if (high < 0xd800 || high > 0xdfff)
        return 1;
    uint32_t low = left(l) < 2 ? 0 : unit_at(l, l->at);
    *rune = 0xfffd;
    if (high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
        *rune = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        l->at += 2;
    }
    return 1;
}

static int too_long(const struct text_lines *l, struct err *err)
{
    return err_set(err, ERR_TOO_BIG, "%s:%ld: the line is longer than %d MiB", l->path,
                   l->number + 1, TEXT_LINES_MAX >> 20);
}

static int line_of_utf16(struct text_lines *l, struct err *err)
{
    uint32_t rune;
    int rc;
    bool any = false;
    while ((rc = next_rune(l, &rune, err)) == 1) {
        bool lf_of_crlf = rune == '\n' && l->skip_lf;
        l->skip_lf = rune == '\r';
        if (lf_of_crlf)
            continue;
        any = true;
        if (rune == '\n' || rune == '\r')
            break;
        add_rune(&l->line, rune);
        if (l->line.len > TEXT_LINES_MAX)
            return too_long(l, err);
    }
    return rc < 0 ? rc : any;
}

/* The line is the view `*out` into `raw`; a line end that is still to come is waited for. */
static int line_of_bytes(struct text_lines *l, struct bytes *out, struct err *err)
{
    size_t seen = 0;
    for (;;) {
        if (l->skip_lf && left(l) > 0) {
            l->at += l->raw.data[l->at] == '\n';
            l->skip_lf = false;
        }
        const uint8_t *p = left(l) > 0 ? l->raw.data + l->at : NULL;
        size_t len = left(l);
        while (seen < len && p[seen] != '\n' && p[seen] != '\r')
            seen++;
        if (seen > TEXT_LINES_MAX)
            return too_long(l, err);
        if (seen < len) {
            *out = bytes_make(p, seen);
            l->skip_lf = p[seen] == '\r';
            l->at += seen + 1;
            return 1;
        }
        int n = fill(l, err);
        if (n < 0)
            return n;
        if (n == 0) {
            bool lone_lf = l->skip_lf && left(l) == 0;
            *out = left(l) > 0 ? bytes_make(l->raw.data + l->at, left(l)) : bytes_of("");
            l->at = l->raw.len;
            return !lone_lf && out->len > 0;
        }
    }
}

static void from_latin1(struct text_lines *l, struct bytes *line)
{
    buf_clear(&l->line);
    for (size_t i = 0; i < line->len; i++)
        add_rune(&l->line, line->data[i]);
    *line = buf_bytes(&l->line);
    l->latin1++;
}

int text_lines_next(struct text_lines *l, struct bytes *out, struct err *err)
{
    buf_clear(&l->line);
    if (l->coding == CODING_UNKNOWN && begin(l, err) != 0)
        return err->code;
    int rc = l->coding == CODING_UTF8 ? line_of_bytes(l, out, err) : line_of_utf16(l, err);
    if (rc != 1)
        return rc;
    l->number++;
    if (l->coding != CODING_UTF8)
        *out = buf_bytes(&l->line);
    else if (!text_is_utf8(*out))
        from_latin1(l, out);
    return 1;
}

int text_lines_bytes(struct text_lines *l, size_t size, struct bytes *out, struct err *err)
{
    int n = 1;
    while (left(l) < size && n > 0)
        if ((n = fill(l, err)) < 0)
            return n;
    if (left(l) < size)
        return 0;
    *out = bytes_make(buf_bytes(&l->raw).data + l->at, size);
    l->at += size;
    return 1;
}

static int count_lines(const struct text_lines *l)
{
    int lines = 0;
    for (size_t i = l->at; i < l->raw.len; i++)
        lines += l->raw.data[i] == '\n' || l->raw.data[i] == '\r';
    return lines;
}

int text_lines_ahead(struct text_lines *l, size_t size, int lines, struct text_lines *ahead,
                     struct err *err)
{
    int n = 1;
    if (l->coding == CODING_UNKNOWN && begin(l, err) != 0)
        return err->code;
    while (n > 0 && left(l) < size && (lines == 0 || count_lines(l) < lines))
        if ((n = fill(l, err)) < 0)
            return n;
    *ahead = (struct text_lines){
        .path = l->path, .coding = l->coding, .number = l->number, .skip_lf = l->skip_lf};
    size_t len = left(l);
    while (lines > 0 && len > 0 && l->raw.data[l->at + len - 1] != '\n')
        len--; /* a line that is still being written says little */
    if (len == 0)
        len = left(l);
    if (len > 0)
        buf_add(&ahead->raw, l->raw.data + l->at, len);
    return 0;
}
