/* fuzz_framed.c: a message with its schema: the schema's type in the first byte, its text up to a
 * NUL, the body behind it. Either may be anything; names are clean, and views lie where they may.
 */
#include <stdlib.h>

#include "base/buf.h"
#include "base/text.h"
#include "demo_mission.h"
#include "flight/message.h"
#include "schema/schema_set.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_clean(const char *text)
{
    char again[512];
    text_clean(bytes_of(text), TEXT_ANY_WIDTH, again, sizeof again);
    check(strcmp(again, text) == 0);
}

static void count_field(void *owner, const struct message_field *f)
{
    int *numbers = owner;
    *numbers += f->number;
    check(f->says.len == 0 || f->says.data != NULL);
}

static void check_message(struct bytes value, struct decoded *d)
{
    int numbers = 0;
    message_decode(&mission_demo, value, d);
    check(d->count >= 0 && d->count <= DECODED_MAX_NUMBERS && d->dropped >= 0);
    check(d->bad_at <= value.len);
    check_clean(d->why);
    for (int i = 0; i < d->count; i++)
        check_clean(d->numbers[i].name);
    bool bad = d->kind == DECODED_BAD;
    message_fields(&mission_demo, value, d, count_field, &numbers);
    message_decode(&mission_demo, value, d);
    check(bad || numbers == d->count + d->dropped);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct decoded d;
    static const uint8_t frame[SCHEMA_FRAME_SIZE] = {0, 0, 0, 0, 7};
    const uint8_t *nul = size > 0 ? memchr(data + 1, '\0', size - 1) : NULL;
    if (nul == NULL)
        return 0;
    struct schema_set *set = schema_set_new();
    struct bytes text = bytes_make(data + 1, (size_t)(nul - data) - 1);
    enum schema_type type = data[0] == 'a'   ? SCHEMA_AVRO
                            : data[0] == 'p' ? SCHEMA_PROTOBUF
                                             : SCHEMA_JSON;
    schema_set_put(set, 7, type, 0, text, NULL);
    check_clean(schema_set_find(set, 7)->why);
    struct buf value = {0};
    buf_add(&value, frame, sizeof frame);
    buf_add(&value, nul + 1, size - (size_t)(nul + 1 - data));
    d.schemas = set;
    check_message(buf_bytes(&value), &d);
    buf_deinit(&value);
    schema_set_free(set);
    return 0;
}
