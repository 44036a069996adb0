/* deserializer.c: a row per class. */
#include "tools/deserializer.h"

#include <ctype.h>
#include <stdio.h>
#include <strings.h>

#include "tools/java_number.h"
#include "tools/utf8.h"

struct deserializer {
    const char *name; /* without the package */
    size_t size;      /* that the bytes must have; 0: any */
    int (*print)(struct bytes in, enum text_encoding encoding, struct buf *out, struct thrown *t);
};

static const char serialization_exception[] =
    "org.apache.kafka.common.errors.SerializationException";

static int print_raw(struct bytes in, enum text_encoding encoding, struct buf *out,
                     struct thrown *t)
{
    (void)encoding, (void)t;
    buf_add_bytes(out, in);
    return 0;
}

static int print_string(struct bytes in, enum text_encoding encoding, struct buf *out,
                        struct thrown *t)
{
    (void)t;
    if (encoding == TEXT_UTF8) {
        utf8_repair(in, out);
        return 0;
    }
    for (size_t i = 0; i < in.len; i++) {
        if (in.data[i] < 0x80) {
            buf_add_byte(out, in.data[i]);
        } else if (encoding == TEXT_ASCII) {
            buf_add_text(out, UTF8_REPLACEMENT);
        } else {
            buf_add_byte(out, (uint8_t)(0xc0 | in.data[i] >> 6));
            buf_add_byte(out, (uint8_t)(0x80 | (in.data[i] & 0x3f)));
        }
    }
    return 0;
}

static int print_bytes(struct bytes in, enum text_encoding encoding, struct buf *out,
                       struct thrown *t)
{
    (void)encoding, (void)t;
    for (size_t i = 0; i < in.len; i++)
        if (in.data[i] >= ' ' && in.data[i] <= '~' && in.data[i] != '\\')
            buf_add_byte(out, in.data[i]);
        else
            buf_printf(out, "\\x%02X", in.data[i]);
    return 0;
}

static int print_buffer(struct bytes in, enum text_encoding encoding, struct buf *out,
                        struct thrown *t)
{
    (void)encoding, (void)t;
    buf_printf(out, "java.nio.HeapByteBuffer[pos=0 lim=%zu cap=%zu]", in.len, in.len);
    return 0;
}

static int print_boolean(struct bytes in, enum text_encoding encoding, struct buf *out,
                         struct thrown *t)
{
    (void)encoding;
    if (in.data[0] > 1)
        return thrown_set(t, serialization_exception,
                          "Unexpected byte received by BooleanDeserializer: %d",
                          (int8_t)in.data[0]);
    buf_add_text(out, in.data[0] == 1 ? "true" : "false");
    return 0;
}

static int print_whole(struct bytes in, enum text_encoding encoding, struct buf *out,
                       struct thrown *t)
{
    (void)encoding, (void)t;
    int64_t value = in.len == 2   ? (int16_t)be16_get(in.data)
                    : in.len == 4 ? (int32_t)be32_get(in.data)
                                  : (int64_t)be64_get(in.data);
    buf_printf(out, "%lld", (long long)value);
    return 0;
}

static int print_real(struct bytes in, enum text_encoding encoding, struct buf *out,
                      struct thrown *t)
{
    (void)encoding, (void)t;
    if (in.len == 4) {
        uint32_t bits = be32_get(in.data);
        float value;
        memcpy(&value, &bits, sizeof value);
        java_number_print((double)value, true, out);
    } else {
        uint64_t bits = be64_get(in.data);
        double value;
        memcpy(&value, &bits, sizeof value);
        java_number_print(value, false, out);
    }
    return 0;
}

static int print_uuid(struct bytes in, enum text_encoding encoding, struct buf *out,
                      struct thrown *t)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    (void)encoding;
    bool fits = in.len == strlen(form);
    for (size_t i = 0; fits && i < in.len; i++)
        fits = form[i] == '-' ? in.data[i] == '-' : isxdigit(in.data[i]);
    if (!fits)
        return thrown_set(t, serialization_exception, "Error parsing data into UUID");
    for (size_t i = 0; i < in.len; i++)
        buf_add_byte(out, (uint8_t)tolower(in.data[i]));
    return 0;
}

static int refuse_void(struct bytes in, enum text_encoding encoding, struct buf *out,
                       struct thrown *t)
{
    (void)in, (void)encoding, (void)out;
    return thrown_set(t, "java.lang.IllegalArgumentException",
                      "Data should be null for a VoidDeserializer.");
}

static const char package[] = "org.apache.kafka.common.serialization.";
const char deserializer_names[] =
    "the String, ByteArray, ByteBuffer, Bytes, Boolean, Short, Integer, Long, Float, Double, UUID "
    "and VoidDeserializer of org.apache.kafka.common.serialization";

static const struct deserializer rows[] = {
    {"StringDeserializer", 0, print_string},     {"ByteArrayDeserializer", 0, print_raw},
    {"ByteBufferDeserializer", 0, print_buffer}, {"BytesDeserializer", 0, print_bytes},
    {"BooleanDeserializer", 1, print_boolean},   {"ShortDeserializer", 2, print_whole},
    {"IntegerDeserializer", 4, print_whole},     {"LongDeserializer", 8, print_whole},
    {"FloatDeserializer", 4, print_real},        {"DoubleDeserializer", 8, print_real},
    {"UUIDDeserializer", 0, print_uuid},         {"VoidDeserializer", 0, refuse_void},
};

const struct deserializer *deserializer_find(const char *class_name)
{
    size_t len = strlen(package);
    if (strncmp(class_name, package, len) != 0)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (strcmp(rows[i].name, class_name + len) == 0)
            return &rows[i];
    return NULL;
}

int deserializer_encoding(const struct properties *p, const char *prefix, bool is_key,
                          enum text_encoding *out)
{
    static const struct {
        const char *name;
        enum text_encoding encoding;
    } known[] = {{"UTF-8", TEXT_UTF8},       {"UTF8", TEXT_UTF8},     {"ISO-8859-1", TEXT_LATIN1},
                 {"ISO8859_1", TEXT_LATIN1}, {"latin1", TEXT_LATIN1}, {"US-ASCII", TEXT_ASCII},
                 {"ASCII", TEXT_ASCII}};
    char name[100];
    snprintf(name, sizeof name, "%s.%s.deserializer.encoding", prefix, is_key ? "key" : "value");
    const char *asked = properties_get(p, name);
    if (asked == NULL) {
        snprintf(name, sizeof name, "%s.deserializer.encoding", prefix);
        asked = properties_get(p, name);
    }
    *out = TEXT_UTF8;
    for (size_t i = 0; asked != NULL && i < ARRAY_SIZE(known); i++)
        if (strcasecmp(known[i].name, asked) == 0) {
            *out = known[i].encoding;
            return 0;
        }
    return asked == NULL ? 0 : -1;
}

int deserializer_print(const struct deserializer *d, enum text_encoding encoding, struct bytes in,
                       struct buf *out, struct thrown *t)
{
    if (d->size != 0 && in.len != d->size)
        return thrown_set(t, serialization_exception, "Size of data received by %s is not %zu",
                          d->print == print_real ? "Deserializer" : d->name, d->size);
    return d->print(in, encoding, out, t);
}
