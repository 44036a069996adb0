/* format_perfectflite.c: PerfectFlite's altimeters: a text of "Key: value" lines and rows behind
 * "Data: (Time, Altitude, ...)", or a table of tabs with or without a header. Feet, seconds since
 * the recording began; two lines tell when the charges fired. */
#include "source/cell.h"
#include "source/named_format.h"

static const struct named_unit units[] = {
    {"Altitude", "ft"}, {"Velocity", "ft/s"}, {"Voltage", "V"}, {NULL, NULL}};

static bool is_four_tabs(const struct columns *c)
{
    static const char *const names[] = {"Time", "Altitude", "Temp.", "Voltage"};
    if (c->count != 4)
        return false;
    for (int i = 0; i < 4; i++)
        if (columns_find(c, bytes_of(names[i])) != i)
            return false;
    return true;
}

static bool recognise(const struct head *h, const struct columns *c)
{
    static const char begin[] = "PerfectFlite";
    for (int i = 0; i < h->count && i < 3; i++)
        if (h->lines[i].len >= strlen(begin) && memcmp(h->lines[i].data, begin, strlen(begin)) == 0)
            return true;
    return is_four_tabs(c);
}

/* Without a header: four cells between tabs, the third like 71.2F. */
static const char *names(const struct head *h, const struct dialect *d)
{
    struct fields f = {0};
    const char *given = NULL;
    if (d->separator == '\t' && d->cells == 4 && d->first_row > 0 &&
        fields_split(&f, h->lines[d->first_row - 1], '\t') == FIELDS_OK && f.count == 4 &&
        bytes_equal(cell_read(f.items[2], '.').unit, bytes_of("F")))
        given = "Time,Altitude,Temp.,Voltage";
    fields_deinit(&f);
    return given;
}

/* "Data: (Time" and "Voltage)" */
static void adapt(struct columns *c, const struct dialect *d)
{
    (void)d;
    int first = columns_find(c, bytes_of("Data: (Time"));
    int last = columns_find(c, bytes_of("Voltage)"));
    if (first == 0)
        columns_rename(c, first, "Time");
    if (last > 0)
        columns_rename(c, last, "Voltage");
}

/* `Drogue At: 9.40 Seconds` */
static bool event(struct bytes line, struct named_event *out)
{
    static const char *const names[] = {"Drogue", "Main"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        size_t n = strlen(names[i]) + strlen(" At: ");
        if (line.len <= n || memcmp(line.data, names[i], strlen(names[i])) != 0 ||
            memcmp(line.data + strlen(names[i]), " At: ", 5) != 0)
            continue;
        struct bytes rest = bytes_trim(bytes_make(line.data + n, line.len - n));
        out->name = bytes_of(names[i]);
        out->time_s = bytes_make(rest.data, cell_number_length(rest, '.'));
        return out->time_s.len > 0;
    }
    return false;
}

const struct named_format named_perfectflite = {
    .name = "perfectflite",
    .title = "PerfectFlite log",
    .recognise = recognise,
    .time = "Time",
    .unit = UNIT_S,
    .zero = ZERO_FILE,
    .units = units,
    .names = names,
    .adapt = adapt,
    .event = event,
};
