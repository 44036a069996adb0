/* lines_metar.c: METAR and SPECI reports, a line each, sent as they are; the fold reads them. The
 * station is the key; a report says the day of the month. */
#include "source/line_format.h"
#include "source/line_words.h"
#include "source/timestamp.h"

enum { STATION_LEN = 4 };

static struct bytes without_word(struct bytes line, const char *word)
{
    size_t n = strlen(word);
    bool begins = line.len > n && memcmp(line.data, word, n) == 0;
    return begins ? bytes_make(line.data + n, line.len - n) : line;
}

static bool is_station(struct bytes text)
{
    for (size_t i = 0; i < STATION_LEN; i++) {
        uint8_t c = text.data[i];
        if (!(c >= 'A' && c <= 'Z') && !(i > 0 && c >= '0' && c <= '9'))
            return false;
    }
    return text.data[STATION_LEN] == ' ';
}

static enum line_fit read(struct bytes line, struct line_message *out)
{
    struct bytes report = without_word(without_word(line, "METAR "), "SPECI ");
    report = without_word(report, "COR ");
    if (report.len < STATION_LEN + 8 || !is_station(report) || report.data[STATION_LEN + 7] != 'Z')
        return LINE_OTHER;
    int64_t day = line_digits(report, STATION_LEN + 1, 2),
            hour = line_digits(report, STATION_LEN + 3, 2),
            minute = line_digits(report, STATION_LEN + 5, 2);
    if (day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return LINE_OTHER;
    out->time = LINE_OF_MONTH;
    out->ns = (((day - 1) * 24 + hour) * 60 + minute) * 60 * TIMESTAMP_S;
    out->key = bytes_make(report.data, STATION_LEN);
    out->value = line;
    return LINE_FITS;
}

const struct line_format lines_metar = {.name = "metar", .title = "METAR reports", .read = read};
