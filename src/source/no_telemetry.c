/* no_telemetry.c: first bytes of other files, a table; lines without a number. */
#include "source/no_telemetry.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "source/file_plan.h"

enum { LOOKED_AT = 512 /* bytes that decide whether a file is text */, SHOWN = 60 };
enum { TABLE_PERCENT = 50 /* of lines with as many cells, at least, where a table is */ };

#define READS                                                                                      \
    "import reads tables (comma, semicolon, tab, blanks), JSON, MCAP and the formats that "        \
    "`man ground` lists"

/* Files that people take for their telemetry, or that it can be made of. */
static const struct foreign {
    const char *begins;
    size_t len, at;
    const char *what, *advice; /* NULL: READS */
} foreign_files[] = {
    {"\x89PNG\r\n", 6, 0, "a PNG picture", NULL},
    {"\xff\xd8\xff", 3, 0, "a JPEG picture", NULL},
    {"GIF8", 4, 0, "a GIF picture", NULL},
    {"%PDF-", 5, 0, "a PDF document", NULL},
    {"ftyp", 4, 4, "a video", NULL},
    {"RIFF", 4, 0, "a sound, picture or video (RIFF)", NULL},
    {"\x7f"
     "ELF",
     4, 0, "a program (ELF)", NULL},
    {"MZ", 2, 0, "a program (Windows)", NULL},
    {"PK\3\4", 4, 0, "a ZIP archive or a spreadsheet (.xlsx, .ods)",
     "unpack it, or save the sheet as CSV"},
    {"\xd0\xcf\x11\xe0", 4, 0, "a document of Microsoft Office", "save the sheet as CSV"},
    {"7z\xbc\xaf", 4, 0, "a 7z archive", "unpack it first"},
    {"BZh", 3, 0, "packed with bzip2", "unpack it with bunzip2"},
    {"\xfd"
     "7zXZ",
     5, 0, "packed with xz", "unpack it with unxz"},
    {"ustar", 5, 257, "a tar archive", "unpack it first"},
    {"ULog\x01\x12\x35", 7, 0, "a ULog of PX4", "ulog2csv FILE makes CSV of it"},
    {"\xa3\x95", 2, 0, "a DataFlash log of ArduPilot",
     "mavlogdump.py --format csv --types BARO FILE makes CSV of it"},
    {"PAR1", 4, 0, "a Parquet file", "save it as CSV or JSON lines"},
    {"\x89HDF", 4, 0, "an HDF5 file", "save it as CSV or JSON lines"},
    {"MATLAB 5.0", 10, 0, "a file of MATLAB", "writetable() makes CSV of it"},
    {"#ROSBAG", 7, 0, "a bag of ROS 1", "save it as CSV or as MCAP with JSON"},
};

static bool begins(struct bytes start, const struct foreign *f)
{
    return start.len >= f->at + f->len && memcmp(start.data + f->at, f->begins, f->len) == 0;
}

/* Whether the text ends in the middle of a character at most, and is UTF-8 before that. */
static bool is_utf8_so_far(struct bytes text)
{
    for (int cut = 0; cut < 4 && text.len > 0; cut++, text.len--)
        if (text_is_utf8(text))
            return true;
    return text.len == 0;
}

/* Whether one byte in twenty is of those that texts have not, in UTF-8 or in Latin-1. */
static bool is_binary(struct bytes start)
{
    size_t odd = 0;
    if (start.len > LOOKED_AT)
        start.len = LOOKED_AT;
    bool utf8 = is_utf8_so_far(start);
    for (size_t i = 0; i < start.len; i++) {
        uint8_t c = start.data[i];
        bool control = c < ' ' && !(c >= '\t' && c <= '\r') && c != 0x1b;
        odd += control || c == 0x7f || (!utf8 && c >= 0x80 && c < 0xa0);
    }
    return odd * 20 > start.len;
}

int no_telemetry_bytes(const char *path, struct bytes start, struct err *err)
{
    bool binary = is_binary(start);
    char hex[3 * 8 + 1] = "";
    for (size_t i = 0; i < ARRAY_SIZE(foreign_files); i++) {
        const struct foreign *f = &foreign_files[i];
        bool may_be_text = f->len <= 4 && isalpha((uint8_t)f->begins[0]);
        if (begins(start, f) && (binary || !may_be_text))
            return err_set(err, ERR_CORRUPT, "%s:1: no telemetry, but %s; %s", path, f->what,
                           f->advice != NULL ? f->advice : READS);
    }
    if (!binary)
        return 0;
    for (size_t i = 0; i < 8 && i < start.len; i++)
        snprintf(hex + 3 * i, 4, "%02x ", start.data[i]);
    return err_set(err, ERR_CORRUPT,
                   "%s:1: no text, but bytes of an unknown format (%s...); " READS, path, hex);
}

static int text_without_rows(const struct head *h, struct err *err)
{
    char shown[SHOWN * 4 + 8] = "";
    int line = 1;
    for (int i = 0; i < h->count && shown[0] == '\0'; i++) {
        line = i + 1;
        text_clean(bytes_trim(h->lines[i]), SHOWN, shown, sizeof shown);
    }
    return err_set(err, ERR_CORRUPT,
                   "%s:%d: text, and no rows of numbers or times; it begins \"%s\"; " READS,
                   h->path, line, shown);
}

bool no_telemetry_is_text(const struct dialect *d)
{
    return d->first_row == 0 || d->percent < TABLE_PERCENT;
}

/* Whether all of the head but comments is the one line that would name the columns. */
static bool is_header_alone(const struct head *h, const struct dialect *d)
{
    int lines = 0;
    if (d->header == 0 || !h->all || d->header_separator == ' ')
        return false;
    for (int i = 0; i < h->count; i++)
        lines += i + 1 != d->units && bytes_trim(h->lines[i]).len > 0 &&
                 bytes_is_null(dialect_comment(h->lines[i], d->mark));
    const struct bytes header = h->lines[d->header - 1];
    return lines == (d->header_is_comment ? 0 : 1) &&
           memchr(header.data, d->header_separator, header.len) != NULL;
}

int no_telemetry_rows(const struct head *h, const struct dialect *d, struct err *err)
{
    char names[200];
    if (!is_header_alone(h, d))
        return text_without_rows(h, err);
    text_clean(bytes_trim(h->lines[d->header - 1]), SHOWN, names, sizeof names);
    return err_set(err, ERR_CORRUPT, "%s:%d: a header without rows: %s", h->path, d->header, names);
}

int no_telemetry_messages(const struct file_plan *p, struct err *err)
{
    switch (p->kind) {
    case FILE_EMPTY:
        return err_set(err, ERR_CORRUPT, "%s:1: the file is empty", p->path);
    case FILE_MCAP:
        return err_set(err, ERR_CORRUPT, "%s:1: MCAP without a message in JSON", p->path);
    case FILE_JSON:
        return err_set(err, ERR_CORRUPT, "%s:1: %s without a message", p->path,
                       json_plan_words(&p->json));
    case FILE_LINES:
        return err_set(err, ERR_CORRUPT, "%s:1: no %s in it; leave --format out", p->path,
                       p->line.format->title);
    case FILE_TABLE:
        break;
    }
    return text_without_rows(&p->head, err);
}
