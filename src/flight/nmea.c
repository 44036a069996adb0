/* nmea.c: NMEA 0183 sentences, a line each, of any talker: RMC and GGA are read, others are only
 * checked. Each must have its checksum.
 *
 *   $GPRMC,121505.00,A,4712.3456,N,00832.1098,E,12.4,271.3,010524,,,A*63
 *
 * Channels: lat, lon, speed_kn, course_deg, fix, sats, hdop, alt_m, geoid_m. Without a fix the
 * place is NaN, so that an old one does not stand on as fresh. */
#include <math.h>

#include "flight/field_path.h"

enum { MAX_FIELDS = 24, TYPE_LEN = 5, SHORTEST = 1 + TYPE_LEN + 3 };

struct sentence {
    struct bytes fields[MAX_FIELDS]; /* [0] is talker and type */
    int count;
};

static int hex_digit(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Whether it looks like a sentence: "$", five capitals or digits, a comma. */
static bool is_sentence(struct bytes line)
{
    if (line.len < SHORTEST || (line.data[0] != '$' && line.data[0] != '!') ||
        line.data[1 + TYPE_LEN] != ',')
        return false;
    for (int i = 1; i <= TYPE_LEN; i++) {
        uint8_t c = line.data[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9'))
            return false;
    }
    return true;
}

/* Whether the checksum is there and right. */
static bool is_whole(struct bytes line)
{
    uint8_t sum = 0;
    size_t star = line.len - 3;
    if (line.data[star] != '*')
        return false;
    for (size_t i = 1; i < star; i++)
        sum ^= line.data[i];
    return hex_digit(line.data[star + 1]) == sum >> 4 &&
           hex_digit(line.data[star + 2]) == (sum & 15);
}

static void split(struct bytes line, struct sentence *out)
{
    const uint8_t *p = line.data + 1, *end = line.data + line.len - 3;
    out->count = 0;
    while (out->count < MAX_FIELDS) {
        const uint8_t *comma = memchr(p, ',', (size_t)(end - p)), *to = comma == NULL ? end : comma;
        out->fields[out->count++] = bytes_make(p, (size_t)(to - p));
        if (comma == NULL)
            return;
        p = comma + 1;
    }
}

static struct bytes field(const struct sentence *s, int i)
{
    return i < s->count ? s->fields[i] : bytes_of("");
}

static bool field_is(const struct sentence *s, int i, const char *text)
{
    return bytes_equal(field(s, i), bytes_of(text));
}

static void put(struct field_path *f, const char *name, double value, struct bytes says)
{
    size_t before = field_push(f, bytes_of(name));
    field_sample(f, value, says);
    field_pop(f, before);
}

static void put_text(struct field_path *f, const char *name, struct bytes says)
{
    size_t before = field_push(f, bytes_of(name));
    field_nothing(f, says, false);
    field_pop(f, before);
}

/* A number; receivers may write leading zeros. */
static bool to_number(struct bytes text, double *value)
{
    while (text.len > 1 && text.data[0] == '0' && text.data[1] != '.')
        text = bytes_make(text.data + 1, text.len - 1);
    return text.len > 0 && decoded_quoted(text, value);
}

static void put_number(struct field_path *f, const struct sentence *s, int i, const char *name)
{
    double value;
    if (to_number(field(s, i), &value))
        put(f, name, value, field(s, i));
}

/* Degrees from ddmm.mmmm, south and west negative; NaN without a fix. */
static void put_place(struct field_path *f, const struct sentence *s, int i, const char *name,
                      bool fix)
{
    double value = NAN;
    bool heard = to_number(field(s, i), &value);
    if (!heard && fix)
        return;
    double degrees = trunc(value / 100);
    degrees += (value - degrees * 100) / 60;
    bool negative = field_is(s, i + 1, "S") || field_is(s, i + 1, "W");
    put(f, name, !fix ? NAN : negative ? -degrees : degrees, field(s, i));
}

static void rmc(struct field_path *f, const struct sentence *s)
{
    bool fix = field_is(s, 2, "A");
    put_text(f, "time_utc", field(s, 1));
    put_place(f, s, 3, "lat", fix);
    put_place(f, s, 5, "lon", fix);
    put_number(f, s, 7, "speed_kn");
    put_number(f, s, 8, "course_deg");
    put_text(f, "date", field(s, 9));
}

static void gga(struct field_path *f, const struct sentence *s)
{
    bool fix = !field_is(s, 6, "0") && field(s, 6).len > 0;
    put_text(f, "time_utc", field(s, 1));
    put_place(f, s, 2, "lat", fix);
    put_place(f, s, 4, "lon", fix);
    put_number(f, s, 6, "fix");
    put_number(f, s, 7, "sats");
    put_number(f, s, 8, "hdop");
    if (fix)
        put_number(f, s, 9, "alt_m");
    else
        put(f, "alt_m", NAN, field(s, 9));
    put_number(f, s, 11, "geoid_m");
}

static void sentence_read(struct field_path *f, struct bytes line)
{
    struct sentence s;
    split(line, &s);
    struct bytes type = bytes_make(s.fields[0].data + 2, 3);
    if (bytes_equal(type, bytes_of("RMC")))
        rmc(f, &s);
    else if (bytes_equal(type, bytes_of("GGA")))
        gga(f, &s);
    else
        put_text(f, "sentence", line);
}

static enum format_fit nmea_decode(const struct mission *mission, struct bytes text,
                                   struct decoded *out, const struct field_sink *sink)
{
    struct field_path f;
    struct bytes left = bytes_trim(text);
    (void)mission;
    if (!is_sentence(left))
        return FORMAT_NOT;
    field_path_begin(&f, out, sink);
    while (left.len > 0) {
        const uint8_t *end = memchr(left.data, '\n', left.len);
        size_t len = end == NULL ? left.len : (size_t)(end - left.data);
        struct bytes line = bytes_trim(bytes_make(left.data, len));
        out->bad_at = (size_t)(line.data - text.data);
        if (line.len > 0 && (!is_sentence(line) || !is_whole(line)))
            return FORMAT_BAD;
        if (line.len > 0)
            sentence_read(&f, line);
        len += end != NULL;
        left = bytes_make(left.data + len, left.len - len);
    }
    return FORMAT_FITS;
}

const struct message_format format_nmea = {
    .words = "NMEA 0183", .bad = "bad NMEA 0183", .source = MISSION_NMEA, .decode = nmea_decode};
