/* when.c: the forms of a moment, one parser each; a parser accepts the whole text or nothing. */
#include "playhead/when.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"
#include "flight/show.h"

enum { DAY_MS = 86400000, COUNT_MAX = 100000000 };

/* One or more digits, at most COUNT_MAX; moves `at` past them. */
static bool read_count(const char **at, int64_t *out)
{
    if (!isdigit((unsigned char)**at))
        return false;
    int64_t n = 0;
    for (; isdigit((unsigned char)**at); (*at)++) {
        n = n * 10 + (**at - '0');
        if (n > COUNT_MAX)
            return false;
    }
    *out = n;
    return true;
}

/* "SS", "MM:SS" or "HH:MM:SS", optionally with ".mmm", up to the end of the text; after a colon,
 * numbers must be below 60. `parts` is how many numbers there were. */
static bool read_duration(const char *at, int64_t *ms, int *parts)
{
    int64_t total = 0, n = 0;
    *parts = 0;
    for (;;) {
        if (!read_count(&at, &n) || (*parts > 0 && n >= 60) || *parts == 3)
            return false;
        total = total * 60 + n;
        (*parts)++;
        if (*at != ':')
            break;
        at++;
    }
    int64_t rest = 0;
    if (*at == '.' && isdigit((unsigned char)at[1])) {
        at++;
        for (int64_t unit = 100; isdigit((unsigned char)*at); at++, unit /= 10)
            rest += unit * (*at - '0');
    }
    *ms = total * 1000 + rest;
    return *at == '\0';
}

static int parse_clock(const char *text, struct when *out, struct err *err)
{
    int parts = 0;
    if (!read_duration(text + 2, &out->ms, &parts))
        return err_set(err, ERR_USAGE, "expected a mission time such as T+6:30 or T-10");
    if (text[1] == '-')
        out->ms = -out->ms;
    out->kind = WHEN_CLOCK;
    return 0;
}

static int parse_delta(const char *text, struct when *out, struct err *err)
{
    int parts = 0;
    if (!read_duration(text + 1, &out->ms, &parts))
        return err_set(err, ERR_USAGE, "expected an offset such as +30 or -1:30");
    if (text[0] == '-')
        out->ms = -out->ms;
    out->kind = WHEN_DELTA;
    return 0;
}

static bool parse_percent(const char *text, struct when *out)
{
    char *end = NULL;
    double percent = strtod(text, &end);
    if (end == text || strcmp(end, "%") != 0 || !(percent >= 0 && percent <= 100))
        return false;
    out->percent = percent;
    out->kind = WHEN_PERCENT;
    return true;
}

/* "@11901" or "TOPIC/PARTITION@11901". */
static int parse_offset(const char *text, const char *at, struct when *out, struct err *err)
{
    static const char form[] = "expected a Kafka offset such as @11901 or falcon9/0@11901";
    char *end = NULL;
    out->offset = strtoll(at + 1, &end, 10);
    if (!isdigit((unsigned char)at[1]) || *end != '\0')
        return err_set(err, ERR_USAGE, "%s", form);
    out->kind = WHEN_OFFSET;
    out->partition = -1;
    out->text[0] = '\0';
    if (at == text)
        return 0;

    const char *slash = at;
    while (slash > text && *slash != '/')
        slash--;
    const char *digits = slash + 1;
    int64_t partition = 0;
    if (slash == text || !read_count(&digits, &partition) || digits != at)
        return err_set(err, ERR_USAGE, "%s", form);
    out->partition = (int32_t)partition;
    bytes_to_text(bytes_make(text, (size_t)(slash - text)), out->text, sizeof(out->text));
    return 0;
}

static bool parse_word(const char *text, struct when *out)
{
    static const struct {
        const char *word;
        enum when_kind kind;
    } words[] = {{"live", WHEN_LIVE}, {"start", WHEN_START}, {"end", WHEN_END}};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (strcasecmp(text, words[i].word) == 0) {
            out->kind = words[i].kind;
            return true;
        }
    }
    return false;
}

/* "14:30" or "14:30:59", with or without a Z; hours below 24. */
static bool parse_daytime(const char *text, struct when *out)
{
    char plain[32];
    size_t len = strlen(text);
    if (len > 0 && (text[len - 1] == 'Z' || text[len - 1] == 'z'))
        len--;
    if (len >= sizeof(plain))
        return false;
    bytes_to_text(bytes_make(text, len), plain, sizeof(plain));
    int parts = 0;
    if (!read_duration(plain, &out->ms, &parts) || parts < 2)
        return false;
    if (parts == 2)
        out->ms *= 60;
    out->kind = WHEN_DAYTIME;
    return out->ms < DAY_MS;
}

static int parse_trimmed(const char *text, struct when *out, struct err *err)
{
    if (text[0] == '\0')
        return err_set(err, ERR_USAGE,
                       "expected a time: T+6:30, 14:30:59, +30, 50%%, @11901 or an event's name");
    if (parse_word(text, out) || parse_percent(text, out) || parse_daytime(text, out))
        return 0;
    if ((text[0] == 'T' || text[0] == 't') && (text[1] == '+' || text[1] == '-'))
        return parse_clock(text, out, err);
    if (text[0] == '+' || text[0] == '-')
        return parse_delta(text, out, err);
    if (show_parse_utc(text, &out->ms) == 0) {
        out->kind = WHEN_UTC;
        return 0;
    }
    const char *at = strrchr(text, '@');
    if (at != NULL && (at == text || memchr(text, '/', (size_t)(at - text)) != NULL))
        return parse_offset(text, at, out, err);
    *out = (struct when){.kind = WHEN_TEXT, .partition = -1};
    snprintf(out->text, sizeof(out->text), "%s", text);
    return 0;
}

int when_parse(const char *text, struct when *out, struct err *err)
{
    char trimmed[WHEN_TEXT_SIZE];
    *out = (struct when){.partition = -1};
    struct bytes inside = bytes_trim(bytes_of(text));
    if (inside.len >= sizeof(trimmed))
        return err_set(err, ERR_USAGE, "time too long (max %d characters)", WHEN_TEXT_SIZE - 1);
    bytes_to_text(inside, trimmed, sizeof(trimmed));
    return parse_trimmed(trimmed, out, err);
}

static int64_t distance(int64_t a, int64_t b)
{
    return a < b ? b - a : a - b;
}

int64_t when_daytime(int64_t ms, int64_t near_ms, int64_t lo_ms, int64_t hi_ms)
{
    int64_t midnight = near_ms - ((near_ms % DAY_MS) + DAY_MS) % DAY_MS;
    int64_t best = midnight + ms;
    bool best_inside = false;
    for (int day = -1; day <= 1; day++) {
        int64_t t = midnight + day * (int64_t)DAY_MS + ms;
        bool inside = t >= lo_ms && t <= hi_ms;
        if (inside < best_inside)
            continue;
        if (inside > best_inside || distance(t, near_ms) < distance(best, near_ms)) {
            best = t;
            best_inside = inside;
        }
    }
    return best;
}
