/* lines_ukhas.c: the sentences of UKHAS balloons:
 *
 *   $$KITE7,41,12:15:05,47.20576,8.53516,18250,14,-31.5,3.91*2D4E
 *
 * Callsign, count, time of day, place and height in metres; further fields have no names. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "source/cell.h"
#include "source/fields.h"
#include "source/line_format.h"
#include "source/line_words.h"

/* CRC-16/CCITT: polynomial 1021, from FFFF, not reflected. */
static unsigned crc16(struct bytes bytes)
{
    unsigned crc = 0xffff;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned)bytes.data[i] << 8;
        for (int bit = 0; bit < 8; bit++)
            crc = (crc & 0x8000) != 0 ? (crc << 1 ^ 0x1021) & 0xffff : crc << 1 & 0xffff;
    }
    return crc;
}

/* What is between "$$" and "*", or null if the checksum is missing or wrong. */
static struct bytes whole(struct bytes line)
{
    const uint8_t *star = memchr(line.data, '*', line.len);
    while (line.len > 0 && line.data[0] == '$')
        line = bytes_make(line.data + 1, line.len - 1);
    if (star == NULL || star < line.data)
        return BYTES_NULL;
    struct bytes body = bytes_make(line.data, (size_t)(star - line.data));
    struct bytes sum = bytes_make(star + 1, line.len - body.len - 1);
    bool right =
        sum.len == 4 ? line_is_hex(sum, crc16(body), 4) : line_is_hex(sum, line_xor(body), 2);
    return right ? body : BYTES_NULL;
}

/* Degrees as they are, or from ddmm.mmmm, which has four digits or five before the dot. */
static void add_degrees(struct buf *json, const char *name, struct bytes text, double most)
{
    char copy[32];
    double value = strtod(bytes_to_text(text, copy, sizeof copy), NULL);
    const char *dot = strchr(copy, '.');
    long before = dot == NULL ? (long)strlen(copy) : dot - copy;
    if (value > most || value < -most || before - (copy[0] == '-') >= 4) {
        int degrees = (int)(value / 100);
        value = degrees + (value - degrees * 100) / 60;
    }
    line_number(json, name, value, 6);
}

static void add_cell(struct buf *json, const char *name, struct bytes text)
{
    struct table_cell cell = cell_read(text, '.');
    if (cell.kind == CELL_EMPTY)
        return;
    buf_printf(json, "%s\"%s\":", json->data[json->len - 1] == '{' ? "" : ",", name);
    cell_json(&cell, '.', json);
}

static void add_fields(struct buf *json, const struct fields *f)
{
    buf_clear(json);
    buf_add_byte(json, '{');
    add_cell(json, "count", f->items[1]);
    add_degrees(json, "lat", f->items[3], 90);
    add_degrees(json, "lon", f->items[4], 180);
    add_cell(json, "alt_m", f->items[5]);
    for (int i = 6; i < f->count; i++) {
        char name[24];
        snprintf(name, sizeof name, "field_%d", i + 1);
        add_cell(json, name, f->items[i]);
    }
    buf_add_byte(json, '}');
}

static enum line_fit read(struct bytes line, struct line_message *out)
{
    if (line.len < 4 || memcmp(line.data, "$$", 2) != 0)
        return LINE_OTHER;
    struct bytes body = whole(line);
    if (bytes_is_null(body))
        return LINE_BROKEN;
    struct fields *f = mem_zero(1, sizeof *f);
    bool fits = fields_split(f, body, ',') == FIELDS_OK && f->count >= 6 &&
                line_clock(f->items[2], &out->ns);
    if (fits) {
        add_fields(out->space, f);
        out->value = buf_bytes(out->space);
        buf_clear(out->key_space);
        buf_add_bytes(out->key_space, f->items[0]);
        out->key = buf_bytes(out->key_space);
        out->time = LINE_OF_DAY;
    }
    fields_deinit(f);
    free(f);
    return fits ? LINE_FITS : LINE_BROKEN;
}

const struct line_format lines_ukhas = {.name = "ukhas", .title = "UKHAS sentences", .read = read};
