/* text.c: cleaning untrusted text piece by piece.
 *
 * A piece is drawn or dropped as a whole: a printable character with at most two combining marks,
 * or the escape of something that must not reach a terminal. */
#include "base/text.h"

#include <stdio.h>
#include <utf8proc.h>

enum { MARKS_PER_BASE = 2, PIECE_SIZE = 32 };

struct piece {
    char text[PIECE_SIZE];
    size_t len;
    int columns;
};

/* The next code point of `in` at `at`; -1 for a byte that is not strict UTF-8. Returns its length.
 */
static size_t rune_next(struct bytes in, size_t at, int32_t *rune)
{
    if (in.data[at] < 0x80) {
        *rune = in.data[at];
        return 1;
    }
    utf8proc_ssize_t n = utf8proc_iterate(in.data + at, (utf8proc_ssize_t)(in.len - at), rune);
    if (n > 0)
        return (size_t)n;
    *rune = -1;
    return 1;
}

struct rune_range {
    int32_t first, last;
};

/* Letters, marks and symbols that a terminal does not show or joins with their neighbours: fillers,
 * joiners, variation selectors, flags and skin tones, tags. */
static const struct rune_range joiners[] = {
    {0x034f, 0x034f}, {0x115f, 0x11ff},   {0x17b4, 0x17b5},   {0x180b, 0x180f},
    {0x3164, 0x3164}, {0xd7b0, 0xd7ff},   {0xfe00, 0xfe0f},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffc}, {0x1f1e6, 0x1f1ff}, {0x1f3fb, 0x1f3ff}, {0xe0000, 0xe0fff},
};

static bool is_joiner(int32_t rune)
{
    for (size_t i = 0; i < ARRAY_SIZE(joiners); i++) {
        if (rune >= joiners[i].first && rune <= joiners[i].last)
            return true;
    }
    return false;
}

static bool is_mark(int32_t rune)
{
    utf8proc_category_t c = utf8proc_category(rune);
    return c == UTF8PROC_CATEGORY_MN || c == UTF8PROC_CATEGORY_ME ||
           (c == UTF8PROC_CATEGORY_MC && utf8proc_charwidth(rune) == 0);
}

/* Whether the code point, no mark, is drawn as itself in one or two columns. */
static bool is_plain(int32_t rune)
{
    switch (utf8proc_category(rune)) {
    case UTF8PROC_CATEGORY_CN: /* unassigned */
    case UTF8PROC_CATEGORY_CC: /* control */
    case UTF8PROC_CATEGORY_CF: /* format: bidi, zero width */
    case UTF8PROC_CATEGORY_CS: /* surrogate */
    case UTF8PROC_CATEGORY_CO: /* private use: any width */
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return false;
    case UTF8PROC_CATEGORY_ZS:
        return rune == ' ' || rune == 0x3000;
    default:
        return utf8proc_charwidth(rune) > 0;
    }
}

static void piece_escape(struct piece *p, uint8_t byte, int32_t rune)
{
    int n;
    if (rune == '\t' || rune == '\n' || rune == '\r')
        n = snprintf(p->text, sizeof p->text, "\\%c",
                     rune == '\t'   ? 't'
                     : rune == '\n' ? 'n'
                                    : 'r');
    else if (rune < 0x80)
        n = snprintf(p->text, sizeof p->text, "\\x%02x", byte);
    else
        n = snprintf(p->text, sizeof p->text, "\\u{%x}", (unsigned)rune);
    p->len = (size_t)n;
    p->columns = n;
}

/* Adds up to MARKS_PER_BASE marks that follow a base; returns the bytes taken. Further ones are
 * pieces of their own, and so escaped. */
static size_t piece_marks(struct piece *p, struct bytes in, size_t at)
{
    size_t start = at;
    for (int marks = 0; marks < MARKS_PER_BASE && at < in.len && in.data[at] >= 0x80; marks++) {
        int32_t rune;
        size_t n = rune_next(in, at, &rune);
        if (rune < 0 || !is_mark(rune) || is_joiner(rune))
            break;
        memcpy(p->text + p->len, in.data + at, n);
        p->len += n;
        at += n;
    }
    return at - start;
}

/* The piece that begins at `at`; returns the bytes of `in` that it stands for. */
static size_t piece_next(struct bytes in, size_t at, bool ascii, struct piece *p)
{
    uint8_t byte = in.data[at];
    if (byte >= 0x20 && byte < 0x7f) {
        *p->text = (char)byte;
        p->len = 1;
        p->columns = 1;
        return ascii ? 1 : 1 + piece_marks(p, in, at + 1);
    }
    int32_t rune;
    size_t n = rune_next(in, at, &rune);
    if (ascii || rune < 0 || is_joiner(rune) || is_mark(rune) || !is_plain(rune)) {
        piece_escape(p, byte, rune);
        return n;
    }
    memcpy(p->text, in.data + at, n);
    p->len = n;
    p->columns = utf8proc_charwidth(rune);
    return n + piece_marks(p, in, at + n);
}

/* How many bytes at the start are plain ASCII, each a piece: most text is nothing else. */
static size_t plain_len(struct bytes in, size_t most)
{
    size_t n = 0, end = in.len < most ? in.len : most;
    while (n < end && in.data[n] >= 0x20 && in.data[n] < 0x7f)
        n++;
    return n > 0 && n < in.len && in.data[n] >= 0x80 ? n - 1 : n; /* a mark may follow */
}

static int clean(struct bytes in, int columns, char *out, size_t size, bool ascii)
{
    const char *cut = ascii ? "~" : "…";
    size_t cut_len = strlen(cut);
    size_t most = size > cut_len ? size - cut_len - 1 : 0; /* the cut mark still fits behind them */
    if (columns >= 0 && most >= (size_t)columns)
        most = columns > 0 ? (size_t)columns - 1 : 0;
    size_t len = plain_len(in, most), keep = len; /* keep: where the cut mark still fits */
    int used = (int)len, keep_used = used;
    struct piece p;
    if (len > 0)
        memcpy(out, in.data, len);
    for (size_t at = len; at < in.len;) {
        at += piece_next(in, at, ascii, &p);
        bool fits = len + p.len < size && (columns < 0 || used + p.columns <= columns);
        if (!fits) {
            bool room = keep + cut_len < size && (columns < 0 || keep_used < columns);
            len = keep;
            memcpy(out + len, cut, room ? cut_len : 0);
            out[len + (room ? cut_len : 0)] = '\0';
            return keep_used + room;
        }
        memcpy(out + len, p.text, p.len);
        len += p.len;
        used += p.columns;
        if (len + cut_len < size && (columns < 0 || used < columns)) {
            keep = len;
            keep_used = used;
        }
    }
    out[len] = '\0';
    return used;
}

int text_clean(struct bytes in, int columns, char *out, size_t size)
{
    return clean(in, columns, out, size, false);
}

int text_clean_ascii(struct bytes in, int columns, char *out, size_t size)
{
    return clean(in, columns, out, size, true);
}

/* How many bytes make up at most `columns` columns, marks included. */
static size_t prefix_len(struct bytes in, int columns, bool ascii, int *used)
{
    size_t at = columns < 0 ? 0 : plain_len(in, (size_t)columns);
    *used = (int)at;
    while (at < in.len) {
        struct piece p;
        size_t n = piece_next(in, at, ascii, &p);
        if (*used + p.columns > columns)
            break;
        *used += p.columns;
        at += n;
    }
    return at;
}

size_t text_fit(struct bytes in, int columns, bool ascii)
{
    int used;
    return prefix_len(in, columns, ascii, &used);
}

void text_cut_middle(const char *clean_text, int columns, bool ascii, char *out, size_t size)
{
    struct bytes in = bytes_of(clean_text);
    int total = text_columns(clean_text), used;
    if (total <= columns || columns < 1) {
        text_clean(columns < 1 ? BYTES_NULL : in, columns, out, size);
        return;
    }
    size_t head = prefix_len(in, columns / 2, false, &used);
    size_t tail = 0; /* the shortest prefix whose rest fits behind the mark */
    for (int dropped = 0; total - dropped > columns - 1 - columns / 2;) {
        struct piece p;
        tail += piece_next(in, tail, false, &p);
        dropped += p.columns;
    }
    snprintf(out, size, "%.*s%s%s", (int)head, clean_text, ascii ? "~" : "…", clean_text + tail);
}

int text_columns(const char *clean_text)
{
    int used;
    prefix_len(bytes_of(clean_text), INT32_MAX - PIECE_SIZE, false, &used);
    return used;
}

/* Skips eight ASCII bytes at a time: most text is ASCII, and some of it is long. */
static size_t skip_ascii(struct bytes b, size_t at)
{
    for (uint64_t word; b.len - at >= sizeof word; at += sizeof word) {
        memcpy(&word, b.data + at, sizeof word);
        if ((word & 0x8080808080808080) != 0)
            break;
    }
    return at;
}

bool text_is_utf8(struct bytes b)
{
    for (size_t at = skip_ascii(b, 0); at < b.len; at = skip_ascii(b, at)) {
        int32_t rune;
        at += rune_next(b, at, &rune);
        if (rune < 0)
            return false;
    }
    return true;
}

void text_join(char *out, size_t size, const char *const *words)
{
    static const char rest[] = ", ...";
    size_t len = strlen(out);
    for (int i = 0; words[i] != NULL; i++) {
        size_t n = strlen(words[i]) + (i > 0 ? 2 : 0);
        size_t spare = words[i + 1] != NULL ? sizeof rest : 1;
        if (len + n + spare > size) {
            const char *mark = i > 0 ? rest : rest + 2;
            if (len + strlen(mark) < size)
                strcpy(out + len, mark);
            return;
        }
        len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? ", " : "", words[i]);
    }
}
