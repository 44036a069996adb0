/* framed_kit.c: bytes of messages, and what was decoded from them. */
#include "framed_kit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

struct schema_set *schemas;
static struct buf body;

void use_schema(enum schema_type type, const char *text)
{
    struct err err = {0};
    schema_set_free(schemas);
    schemas = schema_set_new();
    assert_int_equal(schema_set_put(schemas, 7, type, 0, bytes_of(text), &err), 0);
    d.schemas = schemas;
    d.seq = 0;
}

void body_begin(uint32_t id)
{
    uint8_t frame[SCHEMA_FRAME_SIZE] = {0};
    be32_put(frame + 1, id);
    buf_clear(&body);
    buf_add(&body, frame, sizeof frame);
}

void body_hex(const char *digits)
{
    for (; *digits != '\0'; digits++) {
        char pair[3] = {digits[0], digits[0] != ' ' ? digits[1] : '\0', '\0'};
        if (digits[0] != ' ' && *++digits != '\0')
            buf_add_byte(&body, (uint8_t)strtoul(pair, NULL, 16));
    }
}

void body_long(int64_t value)
{
    buf_add_varint(&body, value);
}

void body_text(const char *text)
{
    body_long((int64_t)strlen(text));
    buf_add_text(&body, text);
}

void body_double(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        buf_add_byte(&body, (uint8_t)(bits >> (8 * i)));
}

void decode_body(void)
{
    static uint8_t *exact;
    free(exact);
    exact = mem_alloc(body.len);
    memcpy(exact, body.data, body.len);
    message_decode(&mission_default, bytes_make(exact, body.len), &d);
}

void decode_framed(const char *digits)
{
    buf_clear(&body);
    body_hex(digits);
    decode_body();
}

double number_of(const char *name)
{
    for (int i = 0; i < d.count; i++)
        if (strcmp(d.numbers[i].name, name) == 0)
            return d.numbers[i].value;
    fail_msg("no %s in %d numbers: %s", name, d.count, d.why);
    return NAN;
}

const char *state_of(const char *name)
{
    for (int i = 0; i < d.states_count; i++)
        if (strcmp(d.states[i].name, name) == 0)
            return d.states[i].text;
    fail_msg("no %s in %d states: %s", name, d.states_count, d.why);
    return "";
}
