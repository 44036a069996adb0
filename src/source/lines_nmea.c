/* lines_nmea.c: NMEA 0183 sentences, sent as they are; the fold reads them. The time is that of
 * RMC, which has a date, and of GGA, which has none. */
#include "source/line_format.h"
#include "source/line_words.h"
#include "source/timestamp.h"

/* Field `n` of the sentence, from 1, behind its name. */
static struct bytes field(struct bytes line, int n)
{
    const uint8_t *p = line.data, *end = p + line.len - 3; /* before the star */
    for (; n > 0 && p < end; n--) {
        const uint8_t *comma = memchr(p, ',', (size_t)(end - p));
        p = comma == NULL ? end : comma + 1;
    }
    const uint8_t *to = p < end ? memchr(p, ',', (size_t)(end - p)) : NULL;
    return bytes_make(p, (size_t)((to == NULL ? end : to) - p));
}

static void take_time(struct bytes line, struct line_message *out)
{
    bool rmc = memcmp(line.data + 3, "RMC", 3) == 0, gga = memcmp(line.data + 3, "GGA", 3) == 0;
    int64_t midnight;
    if ((!rmc && !gga) || !line_clock(field(line, 1), &out->ns))
        return;
    struct bytes date = rmc ? field(line, 9) : bytes_of("");
    int64_t n = line_digits(date, 0, 6), year = n % 100;
    out->time = LINE_OF_DAY;
    if (date.len != 6 || n < 0 ||
        !timestamp_date(year + (year >= 80 ? 1900 : 2000), n / 100 % 100, n / 10000, &midnight))
        return;
    out->ns += midnight;
    out->time = LINE_UTC;
}

static enum line_fit read(struct bytes line, struct line_message *out)
{
    if (line.len < 10 || (line.data[0] != '$' && line.data[0] != '!') || line.data[1] == '$')
        return LINE_OTHER;
    struct bytes sum = bytes_make(line.data + line.len - 2, 2);
    if (line.data[line.len - 3] != '*' ||
        !line_is_hex(sum, line_xor(bytes_make(line.data + 1, line.len - 4)), 2))
        return LINE_BROKEN;
    out->value = line;
    take_time(line, out);
    return LINE_FITS;
}

const struct line_format lines_nmea = {
    .name = "nmea", .title = "NMEA 0183 sentences", .read = read};
