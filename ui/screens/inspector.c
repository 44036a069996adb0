/* inspector.c: a message opened in CONSOLE: taken apart, into lines of which a window is shown.
 *
 * What does not fit beside its name goes on lines of its own: nothing is cut, all is reached by
 * scrolling. The lines are counted first, so that the window ends with the last of them, and filled
 * in a second walk; only those in sight are kept. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "flight/show.h"
#include "store/headers.h"
#include "ui/gather.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/screens/console.h"
#include "ui/screens/hints.h"
#include "ui/screens/trace_header.h"
#include "ui/view_internal.h"

enum {
    SAYS_COLUMNS = 30, /* a name and what it says, on one line */
    BETWEEN = 2,
    INDENT = 6, /* around the lines below a name */
    HEX_BYTES = 16,
    KEY_COLUMNS = 24, /* of the rows above, as the pane draws them */
    PLACE_COLUMNS = 31,
    HEADERS_MARGIN = 11,
    PERCENT = 70,
    HEAD_ROWS = 4,
};

struct walk {
    const struct view *view;
    const struct mission *mission; /* that reads the message */
    struct inspector *in;
    int first, room;  /* the window; room 0: only count */
    bool headers_cut; /* in their row above */
    int line;
};

/* ---- lines --------------------------------------------------------------------------------- */

/* The next line, to be filled, or NULL when it is not in sight. */
static struct field_row *next_line(struct walk *w)
{
    int at = w->line++ - w->first;
    if (at < 0 || at >= w->room)
        return NULL;
    struct field_row *f = &w->in->lines[at];
    w->in->line_count = at + 1;
    *f = (struct field_row){0};
    return f;
}

static int line_columns(const struct view *v, int margin)
{
    int columns = v->cols - margin;
    return columns < SCENE_LINE_COLUMNS ? columns : SCENE_LINE_COLUMNS;
}

static void set_says(struct field_row *f, struct bytes says)
{
    f->says_len = says.len < sizeof f->says ? says.len : sizeof f->says;
    if (f->says_len > 0)
        memcpy(f->says, says.data, f->says_len);
}

/* Back from `n` to behind the last blank, unless that leaves more than a third of the line empty.
 */
static size_t at_blank(struct bytes text, size_t n)
{
    for (size_t i = n; i > n - n / 3; i--)
        if (text.data[i - 1] == ' ')
            return i;
    return n;
}

/* How much of `text` a line takes: never more than its bytes have room, and whole characters. */
static size_t line_len(const struct view *v, struct bytes text, int columns)
{
    size_t n = text_fit(text, columns, v->ascii);
    if (n > SCENE_LINE)
        for (n = SCENE_LINE; n > 1 && (text.data[n] & 0xc0) == 0x80;)
            n--;
    return n == 0 ? 1 : n < text.len ? at_blank(text, n) : n;
}

static void add_rest(struct walk *w, struct bytes says)
{
    while (says.len > 0) {
        size_t n = line_len(w->view, says, line_columns(w->view, INDENT));
        struct field_row *f = next_line(w);
        if (f != NULL) {
            f->rest = true;
            set_says(f, bytes_make(says.data, n));
        }
        says = bytes_make(says.data + n, says.len - n);
    }
}

/* A field's first line, to be filled with what is understood, or NULL. add_rest() what `*says` is
 * left with. */
static struct field_row *begin_field(struct walk *w, struct bytes name, struct bytes *says)
{
    char clean[sizeof w->in->lines->name];
    text_clean(name, TEXT_ANY_WIDTH, clean, sizeof clean);
    int room = SAYS_COLUMNS - BETWEEN - text_columns(clean);
    bool beside =
        room > 0 && says->len <= SCENE_LINE && text_fit(*says, room, w->view->ascii) == says->len;
    struct field_row *f = next_line(w);
    if (f != NULL) {
        bytes_to_text(bytes_of(clean), f->name, sizeof f->name);
        if (beside)
            set_says(f, *says);
    }
    if (beside)
        *says = BYTES_NULL;
    return f;
}

static void add_field(struct walk *w, struct bytes name, struct bytes says, const char *note)
{
    struct field_row *f = begin_field(w, name, &says);
    if (f != NULL)
        snprintf(f->note, sizeof f->note, "%s", note);
    add_rest(w, says);
}

#define LATEST_S 253402300800.0 /* year 10000 */

/* ---- what is understood -------------------------------------------------------------------- */

static void understand_time(const struct mission_source *time, int64_t ms, struct field_row *f)
{
    char said[32];
    snprintf(f->label, sizeof f->label, time->epoch ? "time" : "clock");
    if (!time->epoch) {
        show_clock(ms, f->value);
        return;
    }
    show_utc(ms, SHOW_TIME, said);
    snprintf(f->value, sizeof f->value, "%.15s", said);
    show_utc(ms, SHOW_ISO, said);
    snprintf(f->note, sizeof f->note, "%s", said);
}

static void understand_number(const struct walk *w, const struct message_field *field,
                              struct field_row *f)
{
    const struct mission *mission = w->mission;
    char name[DECODED_NAME_SIZE];
    decoded_name(field->name, name);
    struct shown shown;
    number_shown(mission, name, field->value, &shown);
    const struct mission_source *time = mission_time_source(mission, name);
    if (time != NULL && time->week != NULL) {
        snprintf(f->note, sizeof f->note, "(GPS time)");
    } else if (time != NULL && fabs(field->value * time->seconds) < LATEST_S) {
        understand_time(time, (int64_t)floor(field->value * time->seconds * 1000), f);
    } else if (field->dropped) {
        snprintf(f->note, sizeof f->note, "(not followed: too many)");
    } else if (shown.named || mission->channel_count == 0) {
        snprintf(f->label, sizeof f->label, "%s", shown.label);
        snprintf(f->unit, sizeof f->unit, "%s", shown.unit);
        if (shown.value.text[0] != '\0')
            bytes_to_text(bytes_of(shown.value.text), f->value, sizeof f->value);
        else
            show_number(shown.value.value, shown.value.decimals, 1, f->value);
        bool named_nan = shown.named && isnan(field->value);
        snprintf(f->state, sizeof f->state, "%s", named_nan ? "NaN" : shown_word(&shown));
        if (shown.scale < 1 || shown.scale > 1)
            snprintf(f->note, sizeof f->note, "x %g", shown.scale);
    } else {
        snprintf(f->note, sizeof f->note, "(not in the mission)");
    }
}

static void understand_words(const struct view *v, struct bytes text, struct field_row *f)
{
    static const char *const effects[] = {
        [WORD_COUNTDOWN] = "opens a flight", [WORD_HOLD] = "phase HOLD, clock stops",
        [WORD_RESUME] = "the clock runs",    [WORD_PHASE] = "phase",
        [WORD_LIFTOFF] = "T-0: lift-off",    [WORD_ENDED] = "ENDED",
    };
    const struct mission_word *word = mission_word(v->mission, text);
    if (word == NULL)
        snprintf(f->note, sizeof f->note, "an event");
    else
        snprintf(f->note, sizeof f->note, "%s %s", effects[word->effect],
                 word->effect == WORD_PHASE || word->effect == WORD_ENDED ? word->phase : "");
}

/* ---- the value as fields ------------------------------------------------------------------- */

static struct bytes without_quotes(struct bytes says)
{
    bool quoted = says.len >= 2 && says.data[0] == '"' && says.data[says.len - 1] == '"';
    return quoted ? bytes_make(says.data + 1, says.len - 2) : says;
}

static void walk_field(void *owner, const struct message_field *field)
{
    struct walk *w = owner;
    struct bytes says = field->says;
    struct field_row *f = begin_field(w, field->name, &says);
    if (f != NULL && field->number)
        understand_number(w, field, f);
    else if (f != NULL && field->words)
        understand_words(w->view, without_quotes(field->says), f);
    else if (f != NULL)
        snprintf(f->note, sizeof f->note, "(no number)");
    add_rest(w, says);
}

static void walk_text(struct walk *w, struct bytes text)
{
    struct bytes says = text;
    struct field_row *f = begin_field(w, bytes_of("text"), &says);
    if (f != NULL)
        understand_words(w->view, text, f);
    add_rest(w, says);
}

/* A trace in a header that was not cut. */
static void walk_trace(struct walk *w, const struct store_message *m)
{
    struct bytes value;
    char note[TRACE_NOTE_SIZE];
    if (!store_headers_find(m->headers, TRACE_HEADER, &value))
        return;
    trace_header_note(value, note);
    add_field(w, bytes_of("header " TRACE_HEADER), value, note);
}

/* What the lines above had to cut stands here whole. */
static void walk_cut(struct walk *w, const struct store_message *m)
{
    const struct inspector *in = w->in;
    struct store_headers walk;
    struct store_header header;
    if (text_columns(in->row.place) > PLACE_COLUMNS)
        add_field(w, bytes_of("message"), bytes_of(in->row.place), "");
    if (text_fit(m->key, KEY_COLUMNS, w->view->ascii) < m->key.len)
        add_field(w, bytes_of("key"), m->key, "");
    if (!w->headers_cut) {
        walk_trace(w, m);
        return;
    }
    store_headers_begin(&walk, m->headers);
    while (store_headers_next(&walk, &header)) {
        struct buf name = {0};
        buf_add_text(&name, "header ");
        buf_add_bytes(&name, header.name);
        char note[TRACE_NOTE_SIZE] = "";
        if (bytes_equal(header.name, bytes_of(TRACE_HEADER)))
            trace_header_note(header.value, note);
        add_field(w, buf_bytes(&name),
                  bytes_is_null(header.value) ? bytes_of("(null)") : header.value, note);
        buf_deinit(&name);
    }
}

static void walk_fields(struct walk *w, const struct store_message *m)
{
    static struct decoded d;
    char note[40];
    d.schemas = playhead_schemas(w->view->playhead);
    message_fields(w->mission, m->value, &d, walk_field, w);
    message_decode(w->mission, m->value, &d);
    if (d.kind == DECODED_TEXT)
        walk_text(w, d.text);
    snprintf(note, sizeof note, "%s at byte %zu", decoded_words(&d), d.bad_at);
    if (d.kind == DECODED_NULL)
        add_field(w, BYTES_NULL, BYTES_NULL, "a tombstone: no value");
    else if (d.kind == DECODED_BINARY)
        add_field(w, BYTES_NULL, BYTES_NULL, "nothing; x shows the bytes");
    else if (d.kind == DECODED_BAD)
        add_field(w, BYTES_NULL, BYTES_NULL, note);
    if (d.why[0] != '\0')
        add_field(w, bytes_of("not decoded"), bytes_of(d.why), "");
    walk_cut(w, m);
}

/* ---- the value as text, as bytes ----------------------------------------------------------- */

/* A newline ends a line; so does the edge of the screen. */
static void walk_lines(struct walk *w, struct bytes left)
{
    while (left.len > 0) {
        const uint8_t *newline = memchr(left.data, '\n', left.len);
        size_t most = newline != NULL ? (size_t)(newline - left.data) : left.len;
        size_t n = most == 0 ? 0
                             : line_len(w->view, bytes_make(left.data, most),
                                        line_columns(w->view, BETWEEN));
        struct field_row *f = next_line(w);
        if (f != NULL)
            set_says(f, bytes_make(left.data, n));
        n += n == most && newline != NULL;
        left = bytes_make(left.data + n, left.len - n);
    }
}

static void walk_bytes(struct walk *w, struct bytes value)
{
    for (size_t at = 0; at < value.len; at += HEX_BYTES) {
        struct field_row *f = next_line(w);
        size_t n = value.len - at < HEX_BYTES ? value.len - at : HEX_BYTES;
        if (f == NULL)
            continue;
        f->at = at;
        set_says(f, bytes_make(value.data + at, n));
    }
}

/* Returns how many lines there are. */
static int walk(struct walk w, const struct store_message *m)
{
    if (w.in->form == FORM_HEX)
        walk_bytes(&w, m->value);
    else if (w.in->form == FORM_TEXT)
        walk_lines(&w, m->value);
    else
        walk_fields(&w, m);
    return w.line;
}

/* ---- all ----------------------------------------------------------------------------------- */

/* Returns whether they do not all fit into their row. */
static bool gather_headers(const struct gather *g, const struct store_message *m,
                           struct inspector *in)
{
    enum { MOST_COLUMNS = 190 };
    struct store_headers walk;
    struct store_header header;
    struct buf text = {0};
    store_headers_begin(&walk, m->headers);
    while (text.len < 400 && store_headers_next(&walk, &header)) {
        buf_add_text(&text, text.len > 0 ? "  " : "");
        buf_add_bytes(&text, header.name);
        buf_add_byte(&text, '=');
        if (bytes_is_null(header.value))
            buf_add_text(&text, "(null)");
        else
            buf_add_bytes(&text, header.value);
    }
    int columns = g->view->cols - HEADERS_MARGIN < MOST_COLUMNS ? g->view->cols - HEADERS_MARGIN
                                                                : MOST_COLUMNS;
    text_clean(buf_bytes(&text), columns, in->headers, sizeof in->headers);
    bool cut = text_fit(buf_bytes(&text), columns, g->view->ascii) < text.len;
    buf_deinit(&text);
    return cut;
}

/* Another message, or another form of it, begins at its first line; the lines end with the last. */
static void scroll(struct inspect_place *p, int64_t seq, enum value_form form, int total, int room)
{
    int most = total > room ? total - room : 0;
    if (p->seq != seq || p->form != form)
        p->first = 0;
    p->seq = seq;
    p->form = form;
    p->first = p->first < 0 ? 0 : p->first > most ? most : p->first;
}

/* Of a body of `rows`: the list above keeps the rest. */
static int inspector_rows(int rows)
{
    return rows * PERCENT / 100;
}

/* Lines that an open message has in sight; one less as JSON, for its heading. */
static int lines_room(const struct view *v)
{
    return inspector_rows(layout_body(v->rows)) - HEAD_ROWS;
}

static int inspect_row(void *owner, const struct store_message *m)
{
    struct gather *g = owner;
    struct inspector *in = &g->scene->console.inspector;
    int room = lines_room(g->view) - (g->view->form == FORM_JSON);
    room = room < SCENE_MAX_ROWS ? room : SCENE_MAX_ROWS;
    in->form = g->view->form;
    in->ts_type = m->ts_type;
    in->arrival_ms = m->arrival_ms;
    in->key_size = (int)m->key.len;
    console_row_fill(g, m, &in->row);
    struct walk w = {.view = g->view,
                     .mission = gather_mission(g, m),
                     .in = in,
                     .headers_cut = gather_headers(g, m, in)};
    in->total = walk(w, m);
    scroll(&g->scene->place.inspect, m->seq, in->form, in->total, room);
    w.first = in->first = g->scene->place.inspect.first;
    w.room = room;
    walk(w, m);
    return 1;
}

static void inspector_gather(struct gather *g)
{
    struct console_scene *c = &g->scene->console;
    struct err err = {0};
    c->inspector.line_count = c->inspector.total = c->inspector.first = 0;
    if (c->total > 0 &&
        playhead_rows(g->view->playhead, c->selected, 1, 1, inspect_row, g, &err) < 0)
        gather_fail(g, &err);
}

/* ---- the screen ------------------------------------------------------------------------------ */

static void inspector_draw(const struct scene *s, struct area a)
{
    int list = a.rows - inspector_rows(a.rows);
    pane_console(s, area_part(a, 0, 0, list, a.cols));
    pane_inspector(s, area_part(a, list, 0, a.rows - list, a.cols));
}

static int inspector_room(const struct scene *s, int rows)
{
    (void)s;
    return rows - CONSOLE_HEAD - inspector_rows(rows);
}

/* As far as there are lines: scroll(). */
static void inspector_turn_page(struct view *v, int step)
{
    v->place.inspect.first += (lines_room(v) - 1) * step;
}

/* Under the list of messages. */
static bool inspector_wheel(struct view *v, int row, int step)
{
    int body = layout_body(v->rows);
    if (row < body - inspector_rows(body))
        return false;
    v->place.inspect.first += step;
    return true;
}

static void inspector_enter(struct place *p)
{
    p->screen = SCREEN_CONSOLE;
    p->inspect.open = true;
}

static const struct hint *inspector_hints(const struct scene *s, int *count)
{
    (void)s;
    HINTS(count, {ACTION_UP, NULL, "message", 0}, {ACTION_VALUE, NULL, "text, hex", 0},
          {ACTION_COPY, NULL, "copy command", 0}, {ACTION_PLAY_FROM, NULL, "play from here", 0},
          {ACTION_CLOSE, NULL, "close", 0}, {ACTION_HELP, NULL, "keys", 0});
}

const struct screen screen_inspector = {
    .name = "inspector",
    .gather = inspector_gather,
    .draw = inspector_draw,
    .list = SCREEN_CONSOLE,
    .head = CONSOLE_HEAD,
    .room = inspector_room,
    .count = console_count,
    .turn_page = inspector_turn_page,
    .wheel = inspector_wheel,
    .enter = inspector_enter,
    .find = console_find,
    .copy = console_copy,
    .message = console_message,
    .hints = inspector_hints,
};
