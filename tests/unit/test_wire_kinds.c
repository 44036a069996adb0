/* test_wire_kinds.c: the codec on a message of our own that has a field of every kind. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "unhex.h"
#include "wire/codec.h"
#include "wire_dump.h"

#define POINT(F, s)                                                                                \
    F(s, I16, x, 0, DEFAULT(-2))                                                                   \
    F(s, STRING, label, 2, NULL_SINCE(3), NULL_DEFAULT)

#define KINDS(F, s)                                                                                \
    F(s, BOOL, flag, 0, DEFAULT(1))                                                                \
    F(s, I8, tiny, 0, DEFAULT(-1))                                                                 \
    F(s, I16, small, 0, UNTIL(1), DEFAULT(7))                                                      \
    F(s, I32, medium, 0, DEFAULT(-5))                                                              \
    F(s, I64, large, 0)                                                                            \
    F(s, UUID, id, 0)                                                                              \
    F(s, STRING, text, 0, NULL_SINCE(1))                                                           \
    F(s, BYTES, blob, 0, NULL_SINCE(0), NULL_DEFAULT)                                              \
    F(s, ARRAY(I32), numbers, 0, NULL_SINCE(1))                                                    \
    F(s, LIST(point), points, 0)                                                                   \
    F(s, STRUCT(point), origin, 0)                                                                 \
    F(s, OPTION(point), target, 1)

#define TAGS(F, s)                                                                                 \
    F(s, BOOL, flag, 0, TAG(0), DEFAULT(1))                                                        \
    F(s, I8, tiny, 0, TAG(1), DEFAULT(-1))                                                         \
    F(s, I16, small, 0, TAG(2), DEFAULT(7))                                                        \
    F(s, I32, medium, 0, TAG(3), DEFAULT(-5))                                                      \
    F(s, I64, large, 0, TAG(4))                                                                    \
    F(s, UUID, id, 0, TAG(5))                                                                      \
    F(s, STRING, text, 0, TAG(6))                                                                  \
    F(s, STRING, maybe, 0, TAG(7), NULL_SINCE(0), NULL_DEFAULT)                                    \
    F(s, LIST(point), points, 0, TAG(8))                                                           \
    F(s, ARRAY(I8), bits, 0, TAG(9), NULL_SINCE(0), NULL_DEFAULT)                                  \
    F(s, STRUCT(point), origin, 0, TAG(10))                                                        \
    F(s, OPTION(point), target, 0, TAG(11))                                                        \
    F(s, I32, later, 1, TAG(12))

#define ARRAYS(F, s)                                                                               \
    F(s, ARRAY(I8), i8s, 0)                                                                        \
    F(s, ARRAY(I32), i32s, 0)                                                                      \
    F(s, ARRAY(I64), i64s, 0)                                                                      \
    F(s, ARRAY(STRING), texts, 0)

/* What one item of a list takes at least: all that is not a tagged field. */
#define WIDE(F, s)                                                                                 \
    F(s, BOOL, flag, 0)                                                                            \
    F(s, I8, tiny, 0)                                                                              \
    F(s, I16, small, 0)                                                                            \
    F(s, I32, medium, 0)                                                                           \
    F(s, I64, large, 0)                                                                            \
    F(s, UUID, id, 0)                                                                              \
    F(s, STRING, text, 0)                                                                          \
    F(s, BYTES, blob, 0)                                                                           \
    F(s, ARRAY(I8), bits, 0)                                                                       \
    F(s, STRUCT(point), origin, 0)                                                                 \
    F(s, OPTION(point), target, 0)                                                                 \
    F(s, I64, later, 9)                                                                            \
    F(s, I64, rare, 0, TAG(0))
#define NOTHING(F, s) F(s, I64, later, 9)
#define WIDE_LIST(F, s) F(s, LIST(wide), items, 0)
#define NOTHING_LIST(F, s) F(s, LIST(nothing), items, 0)
#define BYTES_ONLY(F, s) F(s, BYTES, blob, 0)

/* clang-format off */
#define ALL(X)                                                                                     \
    X(point, POINT) X(kinds, KINDS) X(tags, TAGS) X(arrays, ARRAYS) X(wide, WIDE)                  \
    X(nothing, NOTHING) X(wide_list, WIDE_LIST) X(nothing_list, NOTHING_LIST)                      \
    X(bytes_only, BYTES_ONLY)
ALL(WIRE_STRUCT)
ALL(WIRE_DECLARE)
ALL(WIRE_DEFINE)
/* clang-format on */

static struct arena arena;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_deinit(&arena);
    return 0;
}

static const struct wire_version plain_0 = {0, false}, plain_1 = {1, false}, plain_2 = {2, false},
                                 tagged_0 = {0, true}, tagged_1 = {1, true}, tagged_3 = {3, true};

static void must_dump(const struct schema *schema, int16_t version, const void *message,
                      const char *wanted)
{
    struct buf text = {0};
    wire_dump(schema, version, message, &text);
    assert_string_equal(buf_text(&text), wanted);
    buf_deinit(&text);
}

static void must_encode(const struct schema *schema, struct wire_version version,
                        const void *message, const char *hex)
{
    struct buf out = {0}, digits = {0};
    struct err err;
    assert_int_equal(wire_encode(schema, version, message, &out, &err), 0);
    for (size_t i = 0; i < out.len; i++)
        buf_printf(&digits, "%02x", out.data[i]);
    assert_string_equal(buf_text(&digits), hex);
    buf_deinit(&out);
    buf_deinit(&digits);
}

/* Decodes from bytes that end where they do. */
static int decode(const struct schema *schema, struct wire_version version, const char *hex,
                  void *out, struct err *err)
{
    uint8_t *body = mem_alloc(strlen(hex) / 2);
    struct bytes at = bytes_make(body, strlen(hex) / 2);
    char *padded = mem_text(hex); /* unhex() looks for the end */
    unhex(padded, body);
    int rc = wire_decode(schema, version, &at, &arena, out, err);
    if (rc == 0)
        assert_int_equal(at.len, 0);
    free(padded);
    free(body);
    return rc;
}

static void defaults_are_those_of_the_rows(void **state)
{
    (void)state;
    struct kinds k;
    memset(&k, 0x55, sizeof k);
    wire_defaults(&kinds_schema, &k);
    must_dump(&kinds_schema, 1, &k,
              "kinds{flag=true tiny=-1 small=7 medium=-5 large=0 id=AAAAAAAAAAAAAAAAAAAAAA "
              "text=\"\" blob=null numbers=[] points=[] origin=point{x=-2} target=null}");
    assert_true(bytes_is_null(k.origin.label));
    assert_int_equal(k.numbers.count, 0);
    struct tags t;
    memset(&t, 0x55, sizeof t);
    wire_defaults(&tags_schema, &t);
    assert_int_equal(t.bits.count, -1);
    assert_int_equal(t.points.count, 0);
    assert_non_null(t.text.data);
    assert_null(t.maybe.data);
}

static void new_structs_have_their_defaults(void **state)
{
    (void)state;
    struct point *three = wire_new(&point_schema, &arena, 3);
    for (int i = 0; i < 3; i++)
        assert_int_equal(three[i].x, -2);
    struct arena narrow;
    arena_init(&narrow, 2 * sizeof(struct point));
    assert_null(wire_new(&point_schema, &narrow, 3));
    arena_deinit(&narrow);
}

static void each_kind_is_written_read_and_shown(void **state)
{
    (void)state;
    int32_t numbers[] = {1, -1};
    struct point points[] = {{.x = 3, .label = bytes_of("ab")}, {.x = 4}};
    struct point target = {.x = 5, .label = bytes_of("t")};
    struct kinds k = {.tiny = -128,
                      .small = -2,
                      .medium = 0x01020304,
                      .large = -2,
                      .text = bytes_of("hi"),
                      .blob = bytes_of("b"),
                      .numbers = {numbers, 2},
                      .points = {points, 2},
                      .origin = {.x = 9},
                      .target = &target};
    k.id.bytes[15] = 1;
    static const char *const shown =
        "kinds{flag=false tiny=-128 medium=16909060 large=-2 id=AAAAAAAAAAAAAAAAAAAAAQ text=\"hi\" "
        "blob=\"b\" numbers=[1 -1] points=[point{x=3 label=\"ab\"} point{x=4 label=null}] "
        "origin=point{x=9 label=null} target=point{x=5 label=\"t\"}}";
    static const struct {
        int16_t version;
        bool flexible;
        const char *hex;
    } rows[] = {
        {0, false,
         "0080fffe01020304fffffffffffffffe00000000000000000000000000000001"
         "00026869000000016200000002"
         "00000001ffffffff00000002000300040009"},
        {1, false,
         "0080fffe01020304fffffffffffffffe00000000000000000000000000000001"
         "00026869000000016200000002"
         "00000001ffffffff00000002000300040009010005"},
        {2, false,
         "008001020304fffffffffffffffe00000000000000000000000000000001"
         "00026869000000016200000002"
         "00000001ffffffff000000020003000261620004000000090000010005000174"},
        {3, true,
         "008001020304fffffffffffffffe00000000000000000000000000000001"
         "03686902620300000001ffffffff03000303616200000400000009000001000502740000"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        must_encode(&kinds_schema, (struct wire_version){rows[i].version, rows[i].flexible}, &k,
                    rows[i].hex);
    must_dump(&kinds_schema, 3, &k, shown);
    /* Read from memory that stays: views point into it. */
    uint8_t body[256];
    struct bytes at = bytes_make(body, unhex(rows[3].hex, body));
    struct kinds again;
    assert_int_equal(wire_decode(&kinds_schema, tagged_3, &at, &arena, &again, NULL), 0);
    must_dump(&kinds_schema, 3, &again, shown);
    at = bytes_make(body, unhex(rows[0].hex, body));
    assert_int_equal(wire_decode(&kinds_schema, plain_0, &at, &arena, &again, NULL), 0);
    assert_int_equal(again.small, -2);
    assert_null(again.target);
    at = bytes_make(body, unhex(rows[2].hex, body));
    assert_int_equal(wire_decode(&kinds_schema, plain_2, &at, &arena, &again, NULL), 0);
    assert_int_equal(again.small, 7); /* the version lacks it */
}

static void null_is_written_where_the_version_knows_it(void **state)
{
    (void)state;
    struct kinds k = {.numbers = {NULL, -1}, .points = {NULL, -1}};
    must_encode(&kinds_schema, plain_0, &k,
                "000000000000000000000000000000000000000000000000000000000000000000"
                "00ffffffff00000000000000000000");
    must_encode(&kinds_schema, plain_1, &k,
                "0000000000000000000000000000000000000000000000000000000000000000"
                "ffffffffffffffffffff000000000000ff");
    must_dump(&kinds_schema, 0, &k,
              "kinds{flag=false tiny=0 small=0 medium=0 large=0 id=AAAAAAAAAAAAAAAAAAAAAA "
              "text=null blob=null numbers=null points=null origin=point{x=0}}");
}

static void a_tagged_field_is_written_unless_it_has_its_default(void **state)
{
    (void)state;
    struct point at_default = {.x = -2}, other = {.x = -3}, points[] = {{.x = 1}};
    int8_t bits[] = {1, 2};
    struct tags t;
    wire_defaults(&tags_schema, &t);
    must_encode(&tags_schema, tagged_0, &t, "00");
    struct {
        struct tags t;
        const char *hex;
    } rows[13];
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        rows[i].t = t;
    rows[0].t.flag = false, rows[0].hex = "01000100";
    rows[1].t.tiny = 0, rows[1].hex = "01010100";
    rows[2].t.small = 8, rows[2].hex = "0102020008";
    rows[3].t.medium = 0, rows[3].hex = "01030400000000";
    rows[4].t.large = 1, rows[4].hex = "0104080000000000000001";
    rows[5].t.id.bytes[0] = 1, rows[5].hex = "01051001000000000000000000000000000000";
    rows[6].t.text = bytes_of("a"), rows[6].hex = "0106020261";
    rows[7].t.maybe = bytes_of(""), rows[7].hex = "01070101";
    rows[8].t.points.items = points, rows[8].t.points.count = 1, rows[8].hex = "01080402000100";
    rows[9].t.bits = (struct wire_i8s){bits, 2}, rows[9].hex = "010903030102";
    rows[10].t.origin = other, rows[10].hex = "010a03fffd00";
    rows[11].t.target = &at_default, rows[11].hex = "010b0401fffe00";
    rows[12].t.later = 5, rows[12].hex = "00"; /* not yet */
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct tags back;
        struct buf first = {0}, second = {0};
        must_encode(&tags_schema, tagged_0, &rows[i].t, rows[i].hex);
        uint8_t body[64];
        struct bytes at = bytes_make(body, unhex(rows[i].hex, body));
        assert_int_equal(wire_decode(&tags_schema, tagged_0, &at, &arena, &back, NULL), 0);
        wire_dump(&tags_schema, 0, &rows[i].t, &first);
        wire_dump(&tags_schema, 0, &back, &second);
        assert_string_equal(buf_text(&first), buf_text(&second));
        buf_deinit(&first);
        buf_deinit(&second);
    }
    must_encode(&tags_schema, tagged_1, &rows[12].t, "010c0400000005");
    t.text = BYTES_NULL; /* "" is what the default means */
    t.points.count = -1;
    must_encode(&tags_schema, tagged_0, &t, "00");
    t.bits.count = 0; /* while empty is not null */
    must_encode(&tags_schema, tagged_0, &t, "01090101");
}

static void a_tagged_field_fills_its_size_and_lies_within_it(void **state)
{
    (void)state;
    static const struct {
        const char *hex, *sentence;
    } rows[] = {
        {"0102020008", NULL},
        {"01020300080a", "decoding tags version 0: small: does not fill its tagged field"},
        {"01020100", "decoding tags version 0: small: extends past the end of the frame"},
        {"020201000008", "decoding tags version 0: small: extends past the end of the frame"},
        {"010c0400000005", NULL}, /* unknown to this version: skipped */
        {"0163800100", "decoding tags version 0: : extends past the end of the frame"},
        {"41", "decoding tags version 0: : too many tagged fields"},
        {"016381800800", "decoding tags version 0: : tagged field is too long"},
        {"0106020361", "decoding tags version 0: text: extends past the end of the frame"},
        {"01060100", "decoding tags version 0: text: must not be null"},
        {"0107ffffffffff01", "decoding tags version 0: : length is not a varint"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct tags t;
        struct err err = {0};
        int rc = decode(&tags_schema, tagged_0, rows[i].hex, &t, &err);
        if ((rc == 0) != (rows[i].sentence == NULL))
            fail_msg("%s: %d", rows[i].hex, rc);
        if (rc != 0)
            assert_string_equal(err.text, rows[i].sentence);
    }
}

static void up_to_64_tagged_fields_of_128_kib_are_read(void **state)
{
    (void)state;
    for (size_t count = 64; count <= 65; count++) {
        for (size_t size = 131072; size <= 131073; size++) {
            struct buf body = {0};
            struct tags t;
            buf_add_uvarint(&body, count);
            for (size_t i = 0; i < count; i++) {
                buf_add_uvarint(&body, 100 + i);
                buf_add_uvarint(&body, i == 0 ? size : 0);
                memset(buf_reserve(&body, size), 0, size);
                body.len += i == 0 ? size : 0;
            }
            struct bytes at = buf_bytes(&body);
            int rc = wire_decode(&tags_schema, tagged_0, &at, &arena, &t, NULL);
            assert_int_equal(rc, count == 64 && size == 131072 ? 0 : ERR_TOO_BIG);
            buf_deinit(&body);
        }
    }
}

static void items_of_arrays_lie_side_by_side(void **state)
{
    (void)state;
    struct arrays a;
    uint8_t body[128];
    const char *hex = "0000000201ff"
                      "0000000200000001ffffffff"
                      "000000020000000000000001ffffffffffffffff"
                      "000000020001610000";
    struct bytes at = bytes_make(body, unhex(hex, body));
    assert_int_equal(wire_decode(&arrays_schema, plain_0, &at, &arena, &a, NULL), 0);
    must_dump(&arrays_schema, 0, &a,
              "arrays{i8s=[1 -1] i32s=[1 -1] i64s=[1 -1] texts=[\"a\" \"\"]}");
    must_encode(&arrays_schema, plain_0, &a, hex);
}

/* A count is believed only as far as the rest of the bytes can hold such items. */
static void counts_are_held_against_what_is_left(void **state)
{
    (void)state;
    enum { WIDE_PLAIN = 1 + 1 + 2 + 4 + 8 + 16 + 2 + 4 + 4 + 2 + 1, WIDE_TAGGED = 40 };
    static const struct {
        const struct schema *schema;
        bool flexible;
        size_t least; /* bytes of an item */
    } rows[] = {
        {&wide_list_schema, false, WIDE_PLAIN},
        {&wide_list_schema, true, WIDE_TAGGED},
        {&nothing_list_schema, false, 1},
        {&nothing_list_schema, true, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        for (size_t left = 3 * rows[i].least - 1; left <= 3 * rows[i].least; left++) {
            struct buf body = {0};
            struct err err = {0};
            struct wide_list out;
            if (rows[i].flexible)
                buf_add_uvarint(&body, 4);
            else
                buf_add(&body, "\0\0\0\3", 4);
            memset(buf_reserve(&body, left), 0, left);
            body.len += left;
            struct bytes at = buf_bytes(&body);
            wire_decode(rows[i].schema, (struct wire_version){0, rows[i].flexible}, &at, &arena,
                        &out, &err);
            bool refused = strstr(err.text, "more items than the frame can hold") != NULL;
            if (refused != (left < 3 * rows[i].least))
                fail_msg("row %zu, %zu bytes left: %s", i, left, err.text);
            buf_deinit(&body);
        }
    }
}

static void arrays_have_at_most_100000_items(void **state)
{
    (void)state;
    for (uint32_t count = 100000; count <= 100001; count++) {
        struct buf body = {0};
        struct arrays a;
        struct err err = {0};
        be32_put(buf_reserve(&body, 4), count);
        body.len += 4;
        memset(buf_reserve(&body, count + 12), 0, count + 12);
        body.len += count + 12;
        struct bytes at = buf_bytes(&body);
        int rc = wire_decode(&arrays_schema, plain_0, &at, &arena, &a, &err);
        assert_int_equal(rc, count == 100000 ? 0 : ERR_TOO_BIG);
        if (rc != 0)
            assert_string_equal(err.text, "decoding arrays version 0: i8s: too many items");
        buf_deinit(&body);
    }
}

static void what_is_wrong_is_said_with_the_field(void **state)
{
    (void)state;
    static const struct {
        const struct schema *schema;
        const char *hex, *sentence;
    } rows[] = {
        {&bytes_only_schema, "fffffffe", "blob: length is negative"},
        {&bytes_only_schema, "ffffffff", "blob: must not be null"},
        {&bytes_only_schema, "00000002aa", "blob: extends past the end of the frame"},
        {&bytes_only_schema, "000000", "blob: extends past the end of the frame"},
        {&bytes_only_schema, "00000000", NULL},
        {&point_schema, "00", "x: extends past the end of the frame"},
        {&point_schema, "0001", NULL},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct err err = {0};
        char wanted[120];
        struct wide out;
        int rc = decode(rows[i].schema, plain_0, rows[i].hex, &out, &err);
        assert_int_equal(rc, rows[i].sentence == NULL ? 0 : ERR_CORRUPT);
        if (rc == 0)
            continue;
        snprintf(wanted, sizeof wanted, "decoding %s version 0: %s", rows[i].schema->name,
                 rows[i].sentence);
        assert_string_equal(err.text, wanted);
    }
}

static void objects_of_a_message_stay_within_its_memory(void **state)
{
    (void)state;
    uint8_t body[32];
    struct bytes at = bytes_make(body, unhex("010b0401fffe00", body));
    struct tags t;
    struct err err;
    struct arena narrow;
    arena_init(&narrow, 1);
    assert_int_equal(wire_decode(&tags_schema, tagged_0, &at, &narrow, &t, &err), ERR_TOO_BIG);
    assert_string_equal(err.text,
                        "decoding tags version 0: target: too many objects in the message");
    assert_null(t.target);
    arena_deinit(&narrow);
}

static void the_first_field_that_is_too_long_is_named(void **state)
{
    (void)state;
    for (size_t len = INT16_MAX; len <= INT16_MAX + 1; len++) {
        char *text = mem_zero(1, len);
        struct kinds k = {.text = bytes_make(text, len)};
        struct buf out = {0};
        struct err err;
        int rc = wire_encode(&kinds_schema, plain_0, &k, &out, &err);
        assert_int_equal(rc, len == INT16_MAX ? 0 : ERR_TOO_BIG);
        if (rc != 0)
            assert_string_equal(err.text, "encoding kinds version 0: text is too long");
        free(text);
        buf_deinit(&out);
    }
}

int main(void)
{
#define ROW(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        ROW(defaults_are_those_of_the_rows),
        ROW(new_structs_have_their_defaults),
        ROW(each_kind_is_written_read_and_shown),
        ROW(null_is_written_where_the_version_knows_it),
        ROW(a_tagged_field_is_written_unless_it_has_its_default),
        ROW(a_tagged_field_fills_its_size_and_lies_within_it),
        ROW(up_to_64_tagged_fields_of_128_kib_are_read),
        ROW(items_of_arrays_lie_side_by_side),
        ROW(counts_are_held_against_what_is_left),
        ROW(arrays_have_at_most_100000_items),
        ROW(what_is_wrong_is_said_with_the_field),
        ROW(objects_of_a_message_stay_within_its_memory),
        ROW(the_first_field_that_is_too_long_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
