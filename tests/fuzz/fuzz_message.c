/* fuzz_message.c: a message value as a producer may send it, decoded and folded. Names are clean
 * and bounded, views lie where they may, and the state survives its keyframe. */
#include <stdlib.h>

#include "base/text.h"
#include "demo_mission.h"
#include "flight/rocket.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static bool inside(struct bytes view, const void *start, size_t size)
{
    return view.data == NULL || (start != NULL && view.data >= (const uint8_t *)start &&
                                 view.data + view.len <= (const uint8_t *)start + size);
}

/* In the value, or in what it holds compressed. */
static bool of_value(struct bytes view, struct bytes value, const struct decoded *d)
{
    return inside(view, value.data, value.len) || inside(view, d->inflated.data, d->inflated.len);
}

static void check_decoded(const struct decoded *d, struct bytes value)
{
    check(d->count >= 0 && d->count <= DECODED_MAX_NUMBERS && d->dropped >= 0);
    check(d->bad_at <= value.len || d->bad_at <= d->inflated.len);
    check(of_value(d->text, value, d) || inside(d->text, d, sizeof *d));
    check(of_value(d->phase, value, d) || inside(d->phase, d, sizeof *d));
    for (int i = 0; i < d->count; i++) {
        char again[DECODED_NAME_SIZE];
        text_clean(bytes_of(d->numbers[i].name), TEXT_ANY_WIDTH, again, sizeof again);
        check(strcmp(again, d->numbers[i].name) == 0);
    }
}

/* Lines of values, and dates. */
static const char *const columns[] = {"at", "", "a", "b"};
static const struct mission_source lines = {.name = "lines",
                                            .format = MISSION_CSV,
                                            .columns = columns,
                                            .column_count = 4,
                                            .time = "at",
                                            .seconds = 1,
                                            .iso = true,
                                            .epoch = true,
                                            .event = "b"};
static const struct mission mission_lines = {.name = "lines",
                                             .sources = &lines,
                                             .source_count = 1,
                                             .iso = true,
                                             .epoch = true,
                                             .formats = 1U << MISSION_CSV};

struct seen {
    struct bytes value;
    const struct decoded *d;
    int numbers;
};

static void check_field(void *owner, const struct message_field *f)
{
    struct seen *seen = owner;
    bool written = of_value(f->says, seen->value, seen->d);
    check(written || f->says.len < 32); /* true, null, {} and the numbers of binary formats */
    seen->numbers += f->number;
}

static void check_keyframe(const struct rocket *r)
{
    static struct rocket copy;
    struct buf first = {0}, second = {0};
    rocket_encode(r, &first);
    check(rocket_decode(&copy, buf_bytes(&first), NULL) == 0);
    rocket_encode(&copy, &second);
    check(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
    buf_deinit(&first);
    buf_deinit(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rocket r;
    static struct decoded d;
    struct bytes value = bytes_make(data, size);
    message_decode(&mission_default, value, &d);
    check_decoded(&d, value);
    struct seen seen = {.value = value, .d = &d};
    bool bad = d.kind == DECODED_BAD;
    message_fields(&mission_default, value, &d, check_field, &seen);
    check(bad || seen.numbers == d.count + d.dropped);
    message_decode(&mission_lines, value, &d);
    check_decoded(&d, value);
    message_decode(&mission_demo, value, &d);

    rocket_init(&r, 1, BYTES_NULL, true);
    struct flight_message m = {.t_ms = 1000, .arrival_ms = 1000, .value = value};
    for (m.seq = 1; m.seq <= 2; m.seq++, m.t_ms += 1000)
        rocket_fold(&r, &mission_demo, &m, &d, NULL);
    check_keyframe(&r);
    rocket_decode(&r, value, NULL);
    return 0;
}
