/* metar.c: METAR and SPECI, the weather of an airfield as a line of groups:
 *
 *   METAR XXAB 011220Z 27012G24KT 240V310 9999 SCT035 BKN060CB 14/M02 Q1009 RMK FRQ LTGCG DSNT W
 *
 * Channels: wind_dir, wind_kn, gust_kn (the wind where no gusts are reported), dir_from, dir_to,
 * vis_m (10 km is "or more"), ceiling_ft (of BKN, OVC or VV; infinite where there is none), temp_c,
 * dew_c, qnh_hpa, lightning. */
#include <math.h>

#include "flight/field_path.h"

#define KN_PER_MPS 1.943844
#define KN_PER_KMH 0.539957
#define HPA_PER_INHG 33.8639
#define M_PER_MILE 1609.344

struct metar {
    struct field_path f;
    double ceiling_ft; /* NaN: no group of clouds */
    double miles;      /* whole miles before a fraction: "1 1/2SM" */
    bool lightning, remarks, trend;
};

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* `n` digits at `at`, or -1. */
static int digits_at(struct bytes g, size_t at, size_t n)
{
    int value = 0;
    if (at + n > g.len)
        return -1;
    for (size_t i = at; i < at + n; i++) {
        if (!is_digit(g.data[i]))
            return -1;
        value = value * 10 + (g.data[i] - '0');
    }
    return value;
}

static size_t count_digits(struct bytes g, size_t at)
{
    size_t n = 0;
    while (at + n < g.len && is_digit(g.data[at + n]))
        n++;
    return n;
}

static bool begins(struct bytes g, const char *text)
{
    size_t n = strlen(text);
    return g.len >= n && memcmp(g.data, text, n) == 0;
}

static bool ends(struct bytes g, const char *text)
{
    size_t n = strlen(text);
    return g.len >= n && memcmp(g.data + g.len - n, text, n) == 0;
}

static bool put(struct metar *m, const char *name, double value, struct bytes says)
{
    size_t before = field_push(&m->f, bytes_of(name));
    field_sample(&m->f, value, says);
    field_pop(&m->f, before);
    return true;
}

/* Two or three digits at *at, with a P before them for "more than"; or -1. */
static int speed_at(struct bytes g, size_t *at)
{
    *at += *at < g.len && g.data[*at] == 'P';
    size_t n = count_digits(g, *at);
    int speed = n == 2 || n == 3 ? digits_at(g, *at, n) : -1;
    *at += n;
    return speed;
}

/* 27012G24KT, VRB03KT, 00000MPS */
static bool wind(struct metar *m, struct bytes g)
{
    double unit = ends(g, "KT") ? 1 : ends(g, "MPS") ? KN_PER_MPS : ends(g, "KMH") ? KN_PER_KMH : 0;
    bool variable = begins(g, "VRB"), unknown = begins(g, "///");
    int direction = digits_at(g, 0, 3), speed, gust;
    size_t at = 3;
    if (unit == 0 || (direction < 0 && !variable && !unknown))
        return false;
    speed = speed_at(g, &at);
    if (speed < 0)
        return false;
    gust = speed;
    if (at < g.len && g.data[at] == 'G') {
        at++;
        gust = speed_at(g, &at);
    }
    put(m, "wind_dir", direction < 0 ? (double)NAN : direction, g);
    put(m, "wind_kn", speed * unit, g);
    return put(m, "gust_kn", gust < 0 ? (double)NAN : gust * unit, g);
}

/* 240V310 */
static bool wind_range(struct metar *m, struct bytes g)
{
    int from = digits_at(g, 0, 3), to = digits_at(g, 4, 3);
    if (g.len != 7 || g.data[3] != 'V' || from < 0 || to < 0)
        return false;
    put(m, "dir_from", from, g);
    return put(m, "dir_to", to, g);
}

/* 10SM, 1/2SM, M1/4SM, P6SM, with the whole miles of the group before */
static bool miles(struct metar *m, struct bytes g)
{
    size_t at = begins(g, "P") || begins(g, "M"), n = count_digits(g, at);
    int whole = n > 0 && n <= 3 ? digits_at(g, at, n) : -1;
    if (whole < 0 || !ends(g, "SM"))
        return false;
    double value = whole;
    at += n;
    if (at < g.len && g.data[at] == '/') {
        n = count_digits(g, at + 1);
        int below = n > 0 && n <= 2 ? digits_at(g, at + 1, n) : 0;
        if (below == 0)
            return false;
        value = m->miles + value / below;
    }
    m->miles = 0;
    return put(m, "vis_m", value * M_PER_MILE, g);
}

/* 9999, 0800, 4000NE, CAVOK, miles */
static bool visibility(struct metar *m, struct bytes g)
{
    int metres = digits_at(g, 0, 4);
    if (bytes_equal(g, bytes_of("CAVOK"))) {
        m->ceiling_ft = INFINITY;
        return put(m, "vis_m", 10000, g);
    }
    if (count_digits(g, 0) == 4 && g.len <= 7 && memchr(g.data, '/', g.len) == NULL && metres >= 0)
        return put(m, "vis_m", metres == 9999 ? 10000 : metres, g);
    return miles(m, g);
}

/* BKN060CB, VV002, CLR: the lowest layer that is a ceiling */
static bool clouds(struct metar *m, struct bytes g)
{
    static const char *const layers[] = {"FEW", "SCT", "BKN", "OVC", "VV"};
    static const char *const none[] = {"CLR", "SKC", "NSC", "NCD"};
    for (size_t i = 0; i < ARRAY_SIZE(none); i++)
        if (bytes_equal(g, bytes_of(none[i])))
            return m->ceiling_ft = INFINITY, true;
    for (size_t i = 0; i < ARRAY_SIZE(layers); i++) {
        int height = begins(g, layers[i]) ? digits_at(g, strlen(layers[i]), 3) : -1;
        if (height < 0)
            continue;
        double feet = i >= 2 ? height * 100.0 : INFINITY;
        m->ceiling_ft = isnan(m->ceiling_ft) || feet < m->ceiling_ft ? feet : m->ceiling_ft;
        return true;
    }
    return false;
}

/* "14" or "M02" at *at, or NaN. */
static double celsius_at(struct bytes g, size_t *at)
{
    bool minus = *at < g.len && g.data[*at] == 'M';
    int value = digits_at(g, *at + minus, 2);
    *at += (size_t)minus + 2;
    return value < 0 ? (double)NAN : minus ? -value : value;
}

/* 14/M02 */
static bool temperatures(struct metar *m, struct bytes g)
{
    size_t at = 0;
    double temp = celsius_at(g, &at);
    if (isnan(temp) || at >= g.len || g.data[at] != '/')
        return false;
    at++;
    double dew = celsius_at(g, &at);
    put(m, "temp_c", temp, g);
    return isnan(dew) || put(m, "dew_c", dew, g);
}

/* Q1013, A2992 */
static bool pressure(struct metar *m, struct bytes g)
{
    int value = digits_at(g, 1, 4);
    if (g.len != 5 || value < 0 || (g.data[0] != 'Q' && g.data[0] != 'A'))
        return false;
    return put(m, "qnh_hpa", g.data[0] == 'Q' ? value : value * HPA_PER_INHG / 100, g);
}

static bool is_weather_of_a_storm(struct bytes g)
{
    return begins(g, "TS") || begins(g, "+TS") || begins(g, "-TS") || begins(g, "VCTS");
}

static void group(struct metar *m, struct bytes g)
{
    bool known = false;
    m->remarks = m->remarks || bytes_equal(g, bytes_of("RMK"));
    m->trend = m->trend || bytes_equal(g, bytes_of("NOSIG")) || bytes_equal(g, bytes_of("TEMPO")) ||
               bytes_equal(g, bytes_of("BECMG"));
    if (m->remarks)
        m->lightning = m->lightning || begins(g, "LTG");
    else if (!m->trend) {
        known = wind(m, g) || wind_range(m, g) || visibility(m, g) || clouds(m, g) ||
                temperatures(m, g) || pressure(m, g);
        m->lightning = m->lightning || is_weather_of_a_storm(g) || ends(g, "CB");
        m->miles = !known && g.len == 1 && is_digit(*g.data) ? *g.data - '0' : 0;
    }
}

static bool group_next(struct bytes *left, struct bytes *out)
{
    size_t from = 0, to;
    while (from < left->len && left->data[from] <= ' ')
        from++;
    for (to = from; to < left->len && left->data[to] > ' ' && left->data[to] != '=';)
        to++;
    *out = bytes_make(left->data + from, to - from);
    *left = bytes_make(left->data + to, left->len - to);
    return to > from;
}

static bool is_station(struct bytes g)
{
    for (size_t i = 0; i < g.len; i++)
        if (!(g.data[i] >= 'A' && g.data[i] <= 'Z') && !(i > 0 && is_digit(g.data[i])))
            return false;
    return g.len == 4;
}

/* "2024/05/01 12:20" before the report. */
static void skip_stamp(struct bytes *left)
{
    struct bytes after = *left, day, clock;
    if (group_next(&after, &day) && day.len == 10 && day.data[4] == '/' &&
        group_next(&after, &clock) && clock.len == 5 && clock.data[2] == ':')
        *left = after;
}

/* What every report begins with; `left` is then behind it. */
static bool head_take(struct metar *m, struct bytes *left)
{
    struct bytes g, station;
    skip_stamp(left);
    if (!group_next(left, &g))
        return false;
    while (bytes_equal(g, bytes_of("METAR")) || bytes_equal(g, bytes_of("SPECI")) ||
           bytes_equal(g, bytes_of("COR")))
        if (!group_next(left, &g))
            return false;
    station = g;
    if (!is_station(station) || !group_next(left, &g) || g.len != 7 || digits_at(g, 0, 6) < 0 ||
        g.data[6] != 'Z')
        return false;
    size_t before = field_push(&m->f, bytes_of("station"));
    field_nothing(&m->f, station, false);
    field_pop(&m->f, before);
    return true;
}

static enum format_fit metar_decode(const struct mission *mission, struct bytes text,
                                    struct decoded *out, const struct field_sink *sink)
{
    struct metar m = {.ceiling_ft = NAN};
    struct bytes left = bytes_trim(text), whole = left, g;
    (void)mission;
    field_path_begin(&m.f, out, sink);
    if (left.len == 0 || !head_take(&m, &left))
        return FORMAT_NOT;
    while (group_next(&left, &g))
        group(&m, g);
    if (out->count == 0)
        return FORMAT_NOT;
    if (!isnan(m.ceiling_ft))
        put(&m, "ceiling_ft", m.ceiling_ft, whole);
    put(&m, "lightning", m.lightning, whole);
    return FORMAT_FITS;
}

const struct message_format format_metar = {
    .words = "METAR", .source = MISSION_METAR, .needs = 'Z', .decode = metar_decode};
