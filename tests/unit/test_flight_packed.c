/* test_flight_packed.c: MessagePack and CBOR, a row for each type of value and each way to be
 * broken. */
#include "message_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A map of one value, "a". */
#define PACK "\x81\xa1\x61"
#define CBOR "\xa1\x61\x61"

struct row {
    const char *bytes;
    size_t len;
    const char *fields; /* as message_kit says them; NULL: the value is binary */
};
#define ROW(literal, fields)                                                                       \
    {                                                                                              \
        literal, sizeof(literal) - 1, fields                                                       \
    }

static void add_field(void *owner, const struct message_field *f)
{
    char *out = owner;
    size_t n = strlen(out);
    snprintf(out + n, 512 - n, "%s%.*s=%.*s ", f->number ? "#" : "", (int)f->name.len,
             (const char *)f->name.data, (int)f->says.len, (const char *)f->says.data);
}

/* What a value that ends with its memory holds; NULL when it is binary. */
static const char *fields_at(const char *bytes, size_t len)
{
    static char out[512];
    char *exact = malloc(len);
    memcpy(exact, bytes, len);
    out[0] = '\0';
    message_fields(&mission_default, bytes_make(exact, len), &d, add_field, out);
    message_decode(&mission_default, bytes_make(exact, len), &d);
    free(exact);
    return d.kind == DECODED_NUMBERS ? out : NULL;
}

static void row_holds(const struct row *row, size_t i)
{
    const char *fields = fields_at(row->bytes, row->len);
    if (fields == NULL && row->fields == NULL) {
        assert_int_equal(d.kind, DECODED_BINARY);
        return;
    }
    if (fields == NULL || row->fields == NULL || strcmp(fields, row->fields) != 0)
        fail_msg("row %zu: %s, not %s", i, fields == NULL ? "binary" : fields,
                 row->fields == NULL ? "binary" : row->fields);
}

/* Each row, and each that has fields cut short anywhere or with a byte too many. */
static void rows_hold(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char longer[128] = "";
        row_holds(&rows[i], i);
        if (rows[i].fields == NULL)
            continue;
        for (size_t len = 1; len < rows[i].len; len++)
            if (fields_at(rows[i].bytes, len) != NULL)
                fail_msg("row %zu is whole at %zu bytes", i, len);
        memcpy(longer, rows[i].bytes, rows[i].len);
        if (fields_at(longer, rows[i].len + 1) != NULL)
            fail_msg("row %zu takes a byte too many", i);
    }
}

static void each_type_of_messagepack_is_read(void **state)
{
    static const struct row rows[] = {
        ROW(PACK "\x00", "#a=0 "),
        ROW(PACK "\x7f", "#a=127 "),
        ROW(PACK "\xe0", "#a=-32 "),
        ROW(PACK "\xff", "#a=-1 "),
        ROW(PACK "\xc0", "a=null "),
        ROW(PACK "\xc2", "#a=false "),
        ROW(PACK "\xc3", "#a=true "),
        ROW(PACK "\xc4\x01\x00", "a=(bytes) "),
        ROW(PACK "\xc5\x00\x01x", "a=(bytes) "),
        ROW(PACK "\xc6\x00\x00\x00\x01x", "a=(bytes) "),
        ROW(PACK "\xc7\x01\x05x", "a=(bytes) "),
        ROW(PACK "\xc8\x00\x01\x05x", "a=(bytes) "),
        ROW(PACK "\xc9\x00\x00\x00\x01\x05x", "a=(bytes) "),
        ROW(PACK "\xd4\x05x", "a=(bytes) "),
        ROW(PACK "\xd5\x05xx", "a=(bytes) "),
        ROW(PACK "\xd6\x05xxxx", "a=(bytes) "),
        ROW(PACK "\xd7\x05xxxxxxxx", "a=(bytes) "),
        ROW(PACK "\xd8\x05xxxxxxxxxxxxxxxx", "a=(bytes) "),
        ROW(PACK "\xca\xbf\xc0\x00\x00", "#a=-1.5 "),
        ROW(PACK "\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00", "#a=1.5 "),
        ROW(PACK "\xcc\xff", "#a=255 "),
        ROW(PACK "\xcd\xff\xfe", "#a=65534 "),
        ROW(PACK "\xce\xff\xff\xff\xff", "#a=4294967295 "),
        ROW(PACK "\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", "#a=9223372036854775807 "),
        ROW(PACK "\xcf\xff\xff\xff\xff\xff\xff\xff\xff", "#a=1.8446744073709552e+19 "),
        ROW(PACK "\xd0\x80", "#a=-128 "),
        ROW(PACK "\xd0\x7f", "#a=127 "),
        ROW(PACK "\xd1\x80\x01", "#a=-32767 "),
        ROW(PACK "\xd2\x80\x00\x00\x00", "#a=-2147483648 "),
        ROW(PACK "\xd3\x80\x00\x00\x00\x00\x00\x00\x00", "#a=-9223372036854775808 "),
        ROW(PACK "\xa0", "a= "),
        ROW(PACK "\xbfxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "a=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx "),
        ROW(PACK "\xd9\x01x", "a=x "),
        ROW(PACK "\xda\x00\x01x", "a=x "),
        ROW(PACK "\xdb\x00\x00\x00\x01x", "a=x "),
        ROW(PACK "\x90", ""),
        ROW(PACK "\x92\x07\x08", "#a[0]=7 #a[1]=8 "),
        ROW(PACK "\xdc\x00\x01\x07", "#a[0]=7 "),
        ROW(PACK "\xdd\x00\x00\x00\x01\x07", "#a[0]=7 "),
        ROW(PACK "\x80", ""),
        ROW(PACK "\x81\xa1\x62\x07", "#a.b=7 "),
        ROW(PACK "\x8f" /* fifteen members */
                 "\xa1\x62\x01\xa1\x63\x01\xa1\x64\x01\xa1\x65\x01\xa1\x66\x01"
                 "\xa1\x67\x01\xa1\x68\x01\xa1\x69\x01\xa1\x6a\x01\xa1\x6b\x01"
                 "\xa1\x6c\x01\xa1\x6d\x01\xa1\x6e\x01\xa1\x6f\x01\xa1\x70\x01",
            "#a.b=1 #a.c=1 #a.d=1 #a.e=1 #a.f=1 #a.g=1 #a.h=1 #a.i=1 #a.j=1 #a.k=1 #a.l=1 "
            "#a.m=1 #a.n=1 #a.o=1 #a.p=1 "),
        ROW("\xde\x00\x01\xa1\x61\x07", "#a=7 "),
        ROW("\xdf\x00\x00\x00\x01\xa1\x61\x07", "#a=7 "),
        ROW("\x81\xd9\x01\x61\x07", "#a=7 "),
        ROW("\x81\xda\x00\x01\x61\x07", "#a=7 "),
        ROW("\x81\xdb\x00\x00\x00\x01\x61\x07", "#a=7 "),
        ROW("\x82\xa1\x61\x91\x01\xa1\x62\x02", "#a[0]=1 #b=2 "),
        ROW("\x82\xa1\x61\x81\xa1\x63\x01\xa1\x62\x02", "#a.c=1 #b=2 "),
    };
    (void)state;
    rows_hold(rows, ARRAY_SIZE(rows));
}

static void what_is_no_messagepack_map_is_binary(void **state)
{
    static const struct row rows[] = {
        ROW(PACK "\xc1", NULL),                 /* never used */
        ROW(PACK "\xa1\xff", NULL),             /* text that is not UTF-8 */
        ROW(PACK "\xd9\x01\xff", NULL),         /* the same */
        ROW(PACK "\x91\xc1", NULL),             /* an array with what is never used */
        ROW(PACK "\x81\xa1\x62\xc1", NULL),     /* a map with it */
        ROW("\x81\xa1\xff\x07", NULL),          /* names: not UTF-8 */
        ROW("\x81\x9f\x07", NULL),              /* an array */
        ROW("\x81\xc0\x07", NULL),              /* null */
        ROW("\x81\xd8xxxxxxxxxxxxxxxxx", NULL), /* an extension */
        ROW("\x81\xdc\x00\x00\x07", NULL),      /* an array */
        ROW("\xdc\x00\x01\x07", NULL),          /* not a map but an array */
    };
    (void)state;
    rows_hold(rows, ARRAY_SIZE(rows));
}

static void each_type_of_cbor_is_read(void **state)
{
    static const struct row rows[] = {
        ROW(CBOR "\x00", "#a=0 "),
        ROW(CBOR "\x17", "#a=23 "),
        ROW(CBOR "\x18\x18", "#a=24 "),
        ROW(CBOR "\x19\x01\x00", "#a=256 "),
        ROW(CBOR "\x1a\xff\xff\xff\xff", "#a=4294967295 "),
        ROW(CBOR "\x1b\xff\xff\xff\xff\xff\xff\xff\xff", "#a=1.8446744073709552e+19 "),
        ROW(CBOR "\x20", "#a=-1 "),
        ROW(CBOR "\x37", "#a=-24 "),
        ROW(CBOR "\x38\xff", "#a=-256 "),
        ROW(CBOR "\x3b\x7f\xff\xff\xff\xff\xff\xff\xff", "#a=-9223372036854775808 "),
        ROW(CBOR "\x3b\x80\x00\x00\x00\x00\x00\x00\x00", "#a=-9.223372036854776e+18 "),
        ROW(CBOR "\x40", "a=(bytes) "),
        ROW(CBOR "\x41\xff", "a=(bytes) "),
        ROW(CBOR "\x58\x01x", "a=(bytes) "),
        ROW(CBOR "\x5f\x41\xff\x40\xff", "a=(bytes) "),
        ROW(CBOR "\x60", "a= "),
        ROW(CBOR "\x61x", "a=x "),
        ROW(CBOR "\x78\x01x", "a=x "),
        ROW(CBOR "\x7f\x61x\x61y\xff", "a=x "),
        ROW(CBOR "\x7f\xff", "a= "),
        ROW(CBOR "\x80", ""),
        ROW(CBOR "\x82\x07\x08", "#a[0]=7 #a[1]=8 "),
        ROW(CBOR "\x9f\x07\x08\xff", "#a[0]=7 #a[1]=8 "),
        ROW(CBOR "\x9f\xff", ""),
        ROW(CBOR "\xa0", ""),
        ROW(CBOR "\xa1\x61\x62\x07", "#a.b=7 "),
        ROW(CBOR "\xbf\x61\x62\x07\xff", "#a.b=7 "),
        ROW(CBOR "\xbf\xff", ""),
        ROW(CBOR "\xc1\x07", "#a=7 "),
        ROW(CBOR "\xc1\xd8\x20\x61x", "a=x "),
        ROW(CBOR "\xf4", "#a=false "),
        ROW(CBOR "\xf5", "#a=true "),
        ROW(CBOR "\xf6", "a=null "),
        ROW(CBOR "\xf7", "a=null "),
        ROW(CBOR "\xf9\x00\x00", "#a=0 "),
        ROW(CBOR "\xf9\x00\x01", "#a=5.9604644775390625e-08 "),
        ROW(CBOR "\xf9\x04\x00", "#a=6.103515625e-05 "),
        ROW(CBOR "\xf9\x3c\x00", "#a=1 "),
        ROW(CBOR "\xf9\x7b\xff", "#a=65504 "),
        ROW(CBOR "\xf9\xc0\x00", "#a=-2 "),
        ROW(CBOR "\xf9\x7c\x00", "#a=Infinity "),
        ROW(CBOR "\xf9\xfc\x00", "#a=-Infinity "),
        ROW(CBOR "\xf9\x7e\x00", "#a=NaN "),
        ROW(CBOR "\xfa\x3f\xc0\x00\x00", "#a=1.5 "),
        ROW(CBOR "\xfb\x3f\xb9\x99\x99\x99\x99\x99\x9a", "#a=0.1 "),
        ROW("\xbf\x61\x61\x07\xff", "#a=7 "),
        ROW("\xb8\x01\x61\x61\x07", "#a=7 "),
        ROW("\xc1\xa1\x61\x61\x07", "#a=7 "),
        ROW("\xdb\x00\x00\x00\x00\x00\x00\x00\x20\xa1\x61\x61\x07", "#a=7 "),
        ROW("\xa2\x61\x61\x81\x01\x61\x62\x02", "#a[0]=1 #b=2 "),
        ROW("\xa2\x61\x61\xa1\x61\x63\x01\x61\x62\x02", "#a.c=1 #b=2 "),
    };
    (void)state;
    rows_hold(rows, ARRAY_SIZE(rows));
}

static void what_is_no_cbor_map_is_binary(void **state)
{
    static const struct row rows[] = {
        ROW(CBOR "\x1c", NULL),             /* lengths that mean nothing */
        ROW(CBOR "\x1e", NULL),             /* */
        ROW(CBOR "\x1f", NULL),             /* an open-ended number */
        ROW(CBOR "\x3f", NULL),             /* */
        ROW(CBOR "\xdf\x07", NULL),         /* and tag */
        ROW(CBOR "\xff", NULL),             /* a break of nothing */
        ROW(CBOR "\x61\xff", NULL),         /* text that is not UTF-8 */
        ROW(CBOR "\x7f\x61\xff\xff", NULL), /* in pieces */
        ROW(CBOR "\x7f\x41x\xff", NULL),    /* a text of bytes */
        ROW(CBOR "\x5f\x61x\xff", NULL),    /* and the other way round */
        ROW(CBOR "\x5f\x5f\xff\xff", NULL), /* pieces of pieces */
        ROW(CBOR "\x81\xff", NULL),         /* a break in what is not open-ended */
        ROW(CBOR "\xe0", NULL),             /* values that mean nothing */
        ROW(CBOR "\xf3", NULL),             /* */
        ROW(CBOR "\xf8\x20", NULL),         /* */
        ROW(CBOR "\xa1\x41\x62\x07", NULL), /* a name of bytes */
        ROW(CBOR "\xa1\x07\x07", NULL),     /* a number for a name */
        ROW("\xa1\x61\xff\x07", NULL),      /* a name that is not UTF-8 */
        ROW("\xc1\x07", NULL),              /* a tagged number is no map */
        ROW("\xc1", NULL),                  /* nor is a tag */
    };
    (void)state;
    rows_hold(rows, ARRAY_SIZE(rows));
}

/* A map around `arrays` arrays around a number. */
static bool is_map_of_nested(const char *map, char array, int arrays)
{
    char bytes[80];
    size_t len = strlen(map);
    memcpy(bytes, map, len);
    memset(bytes + len, array, (size_t)arrays);
    len += (size_t)arrays;
    bytes[len++] = 7;
    return fields_at(bytes, len) != NULL;
}

static void values_may_lie_64_deep(void **state)
{
    (void)state;
    assert_true(is_map_of_nested(PACK, '\x91', 62));
    assert_false(is_map_of_nested(PACK, '\x91', 63));
    assert_true(is_map_of_nested(CBOR, '\x81', 62));
    assert_false(is_map_of_nested(CBOR, '\x81', 63));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_of_messagepack_is_read),
        cmocka_unit_test(what_is_no_messagepack_map_is_binary),
        cmocka_unit_test(each_type_of_cbor_is_read),
        cmocka_unit_test(what_is_no_cbor_map_is_binary),
        cmocka_unit_test(values_may_lie_64_deep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
