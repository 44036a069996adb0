/* lines_aprs.c: APRS as receivers print it (TNC2): CALL>DEST,PATH:information.
 *
 *   N0CALL-11>APRS,WIDE2-1:/121505h4712.35N/00832.11EO271/012/A=059875 kite
 *
 * Positions, plain and compressed, with course, speed and height; telemetry. What else there is
 * (Mic-E, messages, status) is left out. */
#include <math.h>
#include <stdlib.h>

#include "source/line_format.h"
#include "source/line_words.h"
#include "source/timestamp.h"

/* dd or ddd, mm.mm and a letter; blanks for digits left out. False: it is none. */
static bool plain_degrees(struct bytes text, size_t digits, const char *letters, double *out)
{
    char copy[16];
    if (text.len < digits + 6)
        return false;
    bytes_to_text(bytes_make(text.data, digits + 5), copy, sizeof copy);
    for (char *c = copy; *c != '\0'; c++)
        *c = *c == ' ' ? '0' : *c;
    char letter = (char)text.data[digits + 5];
    if (strspn(copy, "0123456789") < digits + 2 || strchr(letters, letter) == NULL ||
        letter == '\0')
        return false;
    double minutes = strtod(copy + digits, NULL);
    copy[digits] = '\0';
    *out = (strtod(copy, NULL) + minutes / 60) * (letter == letters[1] ? -1 : 1);
    return true;
}

static double base91(const uint8_t *p)
{
    double n = 0;
    for (int i = 0; i < 4; i++)
        n = n * 91 + (p[i] - 33);
    return n;
}

static void begin_place(struct buf *json, double lat, double lon)
{
    buf_clear(json);
    buf_add_byte(json, '{');
    line_number(json, "lat", lat, 6);
    line_number(json, "lon", lon, 6);
}

/* course/speed right behind the symbol, and /A=feet anywhere. */
static void add_comment(struct buf *json, struct bytes text)
{
    int64_t course = line_digits(text, 0, 3), speed = line_digits(text, 4, 3);
    if (course >= 0 && speed >= 0 && text.data[3] == '/') {
        line_number(json, "course_deg", (double)course, 0);
        line_number(json, "speed_kn", (double)speed, 0);
    }
    const uint8_t *at = text.len > 0 ? memmem(text.data, text.len, "/A=", 3) : NULL;
    if (at == NULL)
        return;
    struct bytes rest = bytes_make(at + 3, (size_t)(text.data + text.len - at) - 3);
    bool minus = rest.len > 0 && rest.data[0] == '-';
    int64_t feet = minus ? line_digits(rest, 1, 5) : line_digits(rest, 0, 6);
    if (feet >= 0)
        line_number(json, "alt_ft", (double)(minus ? -feet : feet), 0);
}

/* ddmm.mmN/dddmm.mmE and a symbol. */
static bool plain_place(struct bytes text, struct buf *json)
{
    double lat, lon;
    if (text.len < 19 || !plain_degrees(text, 2, "NS", &lat) ||
        !plain_degrees(bytes_make(text.data + 9, text.len - 9), 3, "EW", &lon))
        return false;
    begin_place(json, lat, lon);
    add_comment(json, bytes_make(text.data + 19, text.len - 19));
    return true;
}

/* A table, four characters each for the place, a symbol, two for course and speed or height. */
static bool packed_place(struct bytes text, struct buf *json)
{
    if (text.len < 13 || (text.data[0] >= '0' && text.data[0] <= '9'))
        return false;
    const uint8_t *p = text.data;
    for (int i = 1; i < 13; i++)
        if (p[i] < ' ' || p[i] > '{')
            return false;
    begin_place(json, 90 - base91(p + 1) / 380926, -180 + base91(p + 5) / 190463);
    int c = p[10] - 33, s = p[11] - 33, how = (p[12] - 33) & 0x18;
    if (p[10] != ' ' && how == 0x10) {
        line_number(json, "alt_ft", pow(1.002, c * 91 + s), 0);
    } else if (p[10] != ' ') {
        line_number(json, "course_deg", c * 4, 0);
        line_number(json, "speed_kn", pow(1.08, s) - 1, 1);
    }
    add_comment(json, bytes_make(p + 13, text.len - 13));
    return true;
}

/* ddhhmmz or hhmmssh; local times are no times to us. */
static size_t take_time(struct bytes text, struct line_message *out)
{
    if (text.len < 7 || line_digits(text, 0, 6) < 0)
        return 0;
    int64_t day = line_digits(text, 0, 2), hour = line_digits(text, 2, 2),
            minute = line_digits(text, 4, 2);
    if (text.data[6] == 'h' && line_clock(bytes_make(text.data, 6), &out->ns))
        out->time = LINE_OF_DAY;
    if (text.data[6] == 'z' && day >= 1 && day <= 31 && hour < 24 && minute < 60) {
        out->time = LINE_OF_MONTH;
        out->ns = (((day - 1) * 24 + hour) * 60 + minute) * 60 * TIMESTAMP_S;
    }
    return 7;
}

/* T#041,182,097,000,000,000,00000000 */
static bool telemetry(struct bytes text, struct buf *json)
{
    static const char *const names[] = {"seq", "a1", "a2", "a3", "a4", "a5"};
    char copy[200], *rest = copy;
    bytes_to_text(bytes_make(text.data + 2, text.len - 2), copy, sizeof copy);
    buf_clear(json);
    buf_add_byte(json, '{');
    for (size_t i = 0; i < ARRAY_SIZE(names) && rest != NULL; i++) {
        char *word = strsep(&rest, ","), *end;
        double value = strtod(word, &end);
        if (end != word && *end == '\0' && isfinite(value))
            line_number(json, names[i], value, value == floor(value) ? 0 : 3);
    }
    return json->len > 1;
}

static bool take_information(struct bytes text, struct line_message *out)
{
    uint8_t kind = text.data[0];
    size_t skip = 1;
    if (text.len > 2 && memcmp(text.data, "T#", 2) == 0)
        return telemetry(text, out->space);
    if (kind == ';' && text.len > 18) /* an object: its name and a mark before the time */
        skip = 11 + take_time(bytes_make(text.data + 11, text.len - 11), out);
    else if (kind == '/' || kind == '@')
        skip = 1 + take_time(bytes_make(text.data + 1, text.len - 1), out);
    else if (kind != '!' && kind != '=')
        return false;
    if (skip > text.len)
        return false;
    text = bytes_make(text.data + skip, text.len - skip);
    return plain_place(text, out->space) || packed_place(text, out->space);
}

static enum line_fit read(struct bytes line, struct line_message *out)
{
    const uint8_t *from = memchr(line.data, '>', line.len);
    const uint8_t *colon = memchr(line.data, ':', line.len), *end = line.data + line.len;
    if (from == NULL || colon == NULL || colon < from || colon + 1 >= end || from == line.data ||
        from - line.data > 12 || memchr(line.data, ' ', (size_t)(colon - line.data)) != NULL)
        return LINE_OTHER;
    if (!take_information(bytes_make(colon + 1, (size_t)(end - colon) - 1), out))
        return LINE_OTHER;
    buf_add_byte(out->space, '}');
    out->value = buf_bytes(out->space);
    out->key = bytes_make(line.data, (size_t)(from - line.data));
    return LINE_FITS;
}

const struct line_format lines_aprs = {.name = "aprs", .title = "APRS packets", .read = read};
