/* field_path.c: names of nested values, and what is told of them. */
#include "flight/field_path.h"

#include <math.h>
#include <stdio.h>

#include "base/text.h"
#include "flight/mission.h"

enum { LOCATION_COLUMNS = 40 }; /* of the name of the field at which a message goes wrong */

void field_path_begin(struct field_path *f, struct decoded *out, const struct field_sink *sink)
{
    f->out = out;
    f->sink = sink;
    f->past = 0;
    f->len = 0;
}

static void add(struct field_path *f, struct bytes part)
{
    size_t room = sizeof f->text - f->len, n = part.len < room ? part.len : room;
    if (n > 0)
        memcpy(f->text + f->len, part.data, n);
    f->len += n;
}

size_t field_push(struct field_path *f, struct bytes name)
{
    size_t before = f->len;
    if (before > 0)
        add(f, bytes_of("."));
    add(f, name);
    return before;
}

size_t field_push_index(struct field_path *f, size_t index)
{
    size_t before = f->len, at = 22;
    uint8_t text[22];
    text[--at] = ']';
    do
        text[--at] = (uint8_t)('0' + index % 10);
    while ((index /= 10) > 0);
    text[--at] = '[';
    add(f, bytes_make(text + at, sizeof text - at));
    return before;
}

void field_pop(struct field_path *f, size_t before)
{
    f->len = before;
}

size_t field_enter(struct field_path *f, size_t index)
{
    f->past += index >= DECODED_MAX_ELEMENTS;
    return field_push_index(f, index);
}

void field_leave(struct field_path *f, size_t index, size_t before)
{
    f->past -= index >= DECODED_MAX_ELEMENTS;
    field_pop(f, before);
}

struct bytes field_name(const struct field_path *f)
{
    return bytes_make(f->text, f->len);
}

static void tell(const struct field_path *f, struct message_field field)
{
    if (f->sink == NULL)
        return;
    field.name = field_name(f);
    f->sink->fn(f->sink->owner, &field);
}

void field_sample(struct field_path *f, double value, struct bytes says)
{
    bool kept = f->past == 0 && decoded_add(f->out, field_name(f), value, says);
    if (f->past > 0)
        decoded_drop(f->out, field_name(f));
    tell(f, (struct message_field){.says = says, .number = true, .dropped = !kept, .value = value});
}

void field_truth(struct field_path *f, bool value, struct bytes says)
{
    int before = f->out->count;
    field_sample(f, value, says);
    if (f->out->count > before)
        f->out->numbers[before].truth = true;
}

void field_integer(struct field_path *f, int64_t value)
{
    char text[24] = "";
    if (f->sink != NULL || value >= INT64_C(1) << 53 || value <= -(INT64_C(1) << 53))
        snprintf(text, sizeof text, "%lld", (long long)value);
    field_sample(f, (double)value, bytes_of(text));
}

/* As few digits as read back the same. */
void field_real(struct field_path *f, double value)
{
    char text[32] = "";
    if (f->sink != NULL && isfinite(value)) {
        uint8_t const *bad;
        double again = 0;
        for (int digits = 6; digits <= 17; digits++) {
            snprintf(text, sizeof text, "%.*g", digits, value);
            for (char *c = text; *c != '\0'; c++)
                *c = *c == ',' ? '.' : *c; /* some locale's point */
            struct bytes read = bytes_of(text);
            if (number_scan(read.data, read.data + read.len, &again, &bad) != NULL &&
                memcmp(&again, &value, sizeof value) == 0)
                break;
        }
    } else if (f->sink != NULL) {
        snprintf(text, sizeof text, "%s",
                 isnan(value) ? "NaN"
                 : value > 0  ? "Infinity"
                              : "-Infinity");
    }
    field_sample(f, value, bytes_of(text));
}

void field_state(struct field_path *f, struct bytes text)
{
    if (f->past == 0)
        decoded_add_state(f->out, field_name(f), text);
}

void field_nothing(struct field_path *f, struct bytes says, bool words)
{
    tell(f, (struct message_field){.says = says, .words = words});
}

void field_text(struct field_path *f, const struct mission *mission, struct bytes text)
{
    double value;
    enum mission_text kind = mission_text(mission, field_name(f));
    bool words = kind == MISSION_EVENT || kind == MISSION_PHASE;
    if (kind == MISSION_EVENT)
        f->out->text = text;
    else if (kind == MISSION_PHASE)
        f->out->phase = text;
    else
        words = decoded_text(mission, f->out, (int)kind, text);
    if (!words && decoded_value(mission, field_name(f), text, &value)) {
        field_sample(f, value, text);
        return;
    }
    if (!words)
        field_state(f, text);
    field_nothing(f, text, words);
}

bool field_fail(const struct field_path *f, const char *format, const char *what)
{
    char at[LOCATION_COLUMNS * 4 + 1];
    char *why = f->out->why;
    if (why[0] != '\0')
        return false;
    text_clean(field_name(f), LOCATION_COLUMNS, at, sizeof at);
    snprintf(why, DECODED_WHY_SIZE, "%s: %.80s%s%s", format, what,
             at[0] != '\0' ? " at field " : "", at);
    return true;
}
