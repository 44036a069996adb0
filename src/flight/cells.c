/* cells.c: a line of values whose names a source of the mission gives: `12.4,812.0,88.1` with
 * columns: [t, alt, vz].
 *
 * Cells are split by the first of comma, semicolon and tab that gives as many as there are columns;
 * a cell may be in double quotes. A line without a number is none, such as a header. */
#include "flight/field_path.h"
#include "flight/mission.h"

enum { CELLS_MOST = 256 };

struct line_cells {
    struct bytes cells[CELLS_MOST];
    int count;
};

/* The cell at p, and where it ends: at a separator or at the end. */
static const uint8_t *cell_end(const uint8_t *p, const uint8_t *end, uint8_t separator)
{
    bool quoted = false;
    for (; p < end && (quoted || *p != separator); p++)
        quoted ^= *p == '"';
    return p;
}

static struct bytes cell_text(const uint8_t *from, const uint8_t *to)
{
    struct bytes text = bytes_trim(bytes_make(from, (size_t)(to - from)));
    bool quoted = text.len >= 2 && text.data[0] == '"' && text.data[text.len - 1] == '"';
    return quoted ? bytes_make(text.data + 1, text.len - 2) : text;
}

static void split(struct bytes line, uint8_t separator, struct line_cells *out)
{
    const uint8_t *p = line.data, *end = p + line.len;
    for (out->count = 0; out->count < CELLS_MOST; p++) {
        const uint8_t *to = cell_end(p, end, separator);
        out->cells[out->count++] = cell_text(p, to);
        p = to;
        if (p == end)
            return;
    }
    out->count = CELLS_MOST + 1; /* more than anybody names */
}

static void take_cell(const struct mission *mission, struct field_path *f, const char *column,
                      struct bytes text)
{
    if (column[0] == '\0' || text.len == 0)
        return;
    size_t before = field_push(f, bytes_of(column));
    field_text(f, mission, text);
    field_pop(f, before);
}

static bool take_line(const struct mission *mission, const struct mission_source *source,
                      struct bytes line, struct decoded *out, const struct field_sink *sink)
{
    static const char separators[] = ",;\t";
    struct line_cells line_cells;
    struct field_path f;
    size_t i = 0;
    do
        split(line, (uint8_t)separators[i++], &line_cells);
    while (line_cells.count != source->column_count && separators[i] != '\0');
    if (line_cells.count != source->column_count)
        return false;
    field_path_begin(&f, out, sink);
    for (int k = 0; k < source->column_count; k++)
        take_cell(mission, &f, source->columns[k], line_cells.cells[k]);
    return out->count > 0;
}

static enum format_fit cells_decode(const struct mission *mission, struct bytes text,
                                    struct decoded *out, const struct field_sink *sink)
{
    struct bytes line = bytes_trim(text);
    for (int i = 0; i < mission->source_count; i++)
        if (mission->sources[i].column_count > 0 &&
            take_line(mission, &mission->sources[i], line, out, sink))
            return FORMAT_FITS;
    return FORMAT_NOT;
}

const struct message_format format_cells = {
    .words = "values of a line", .source = MISSION_CSV, .decode = cells_decode};
