/* proto_schema.c: the grammar of a .proto file, one function per construct; names are resolved when
 * all of them are known. */
#include "schema/proto_schema.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "schema/proto_lexer.h"

enum { NUMBER_MOST = (1 << 29) - 1 };

struct proto_maker {
    struct proto_schema *s;
    struct proto_lexer l;
    char package[PROTO_NAME_MOST + 1];
    char *why;
};

static bool body_parse(struct proto_maker *m, int message, int depth);

static bool fail(struct proto_maker *m, const char *what)
{
    struct bytes at = m->l.token == PROTO_END ? bytes_of("end") : m->l.text;
    if (m->why[0] == '\0')
        snprintf(m->why, PROTO_WHY_SIZE, "line %d: %s at \"%.*s\"", m->l.line, what,
                 (int)(at.len < 40 ? at.len : 40), (const char *)at.data);
    return false;
}

/* ---- tables ---- */

/* Makes room for one more of `count` items. */
static void *room(void *items, int count, size_t size)
{
    bool full = (count & (count - 1)) == 0; /* 0, 1, 2, 4, 8 ... */
    return full ? mem_grow(items, count == 0 ? 1 : 2 * (size_t)count, size) : items;
}

static char *full_name(const struct proto_maker *m, int parent, struct bytes name)
{
    const char *around = parent == PROTO_NONE ? m->package : m->s->messages[parent].name;
    return mem_printf("%s%s%.*s", around, around[0] != '\0' ? "." : "", (int)name.len,
                      (const char *)name.data);
}

static void type_init(const struct proto_maker *m, struct proto_type *t, int parent,
                      struct bytes name)
{
    char *full = full_name(m, parent, name);
    *t = (struct proto_type){
        .name = full, .hash = fnv1a_32(FNV1A_32_BEGIN, bytes_of(full)), .parent = parent};
}

/* ---- small pieces ---- */

static bool expect(struct proto_maker *m, const char *sign)
{
    char what[24];
    snprintf(what, sizeof what, "a %s is missing", sign);
    return proto_lexer_take(&m->l, sign) || fail(m, what);
}

static bool take_name(struct proto_maker *m, struct bytes *out)
{
    if (m->l.token != PROTO_WORD || m->l.text.len > PROTO_NAME_MOST)
        return fail(m, "a name is missing or too long");
    *out = m->l.text;
    proto_lexer_next(&m->l);
    return true;
}

static bool take_number(struct proto_maker *m, int64_t least, int64_t most, int64_t *out)
{
    if (!proto_lexer_value(&m->l, out) || *out < least || *out > most)
        return fail(m, "a number is missing or out of range");
    proto_lexer_next(&m->l);
    return true;
}

/* Past the end of a statement: its semicolon, or the block that ends it. */
static bool skip_statement(struct proto_maker *m)
{
    for (int depth = 0; m->l.token != PROTO_END; proto_lexer_next(&m->l)) {
        bool sign = m->l.token == PROTO_SIGN;
        uint8_t c = sign ? m->l.text.data[0] : 0;
        depth += c == '{';
        depth -= c == '}';
        if ((c == ';' && depth == 0) || (c == '}' && depth <= 0)) {
            proto_lexer_next(&m->l);
            return true;
        }
    }
    return fail(m, "a statement does not end");
}

/* [packed = true, (x) = {...}] */
static bool skip_options(struct proto_maker *m)
{
    if (!proto_lexer_is(&m->l, "["))
        return true;
    for (int depth = 0; m->l.token != PROTO_END; proto_lexer_next(&m->l)) {
        depth += proto_lexer_is(&m->l, "[");
        depth -= proto_lexer_is(&m->l, "]");
        if (depth == 0)
            return proto_lexer_next(&m->l), true;
    }
    return fail(m, "options do not end");
}

/* ---- fields ---- */

static bool scalar_named(struct bytes name, enum proto_kind *out)
{
    static const char *const names[] = {"double",   "float",    "int32",  "int64",   "uint32",
                                        "uint64",   "sint32",   "sint64", "fixed32", "fixed64",
                                        "sfixed32", "sfixed64", "bool",   "string",  "bytes"};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (bytes_equal(name, bytes_of(names[i])))
            return *out = (enum proto_kind)i, true;
    return false;
}

static bool add_field(struct proto_maker *m, const struct proto_field *field)
{
    struct proto_schema *s = m->s;
    if (s->field_count == PROTO_FIELDS_MOST)
        return fail(m, "it has too many fields");
    s->fields = room(s->fields, s->field_count, sizeof *s->fields);
    s->fields[s->field_count++] = *field;
    return true;
}

/* map<string, double> */
static bool map_parse(struct proto_maker *m, struct proto_field *f)
{
    struct bytes key;
    f->map = f->repeated = true;
    if (!expect(m, "<") || !take_name(m, &key) || !expect(m, ",") || !take_name(m, &f->type_name) ||
        !expect(m, ">"))
        return false;
    return (scalar_named(key, &f->key_kind) && f->key_kind != PROTO_BYTES) ||
           fail(m, "a map needs a plain key");
}

static bool field_parse(struct proto_maker *m, int message, bool one_of)
{
    struct proto_field f = {.message = message, .type = PROTO_NONE, .kind = PROTO_OPAQUE};
    int64_t number;
    f.repeated = proto_lexer_take(&m->l, "repeated");
    bool labelled =
        f.repeated || proto_lexer_take(&m->l, "optional") || proto_lexer_take(&m->l, "required");
    if (labelled && proto_lexer_is(&m->l, "group"))
        return fail(m, "groups are not read");
    if (!take_name(m, &f.type_name))
        return false;
    bool map = bytes_equal(f.type_name, bytes_of("map")) && proto_lexer_is(&m->l, "<");
    if (map && !map_parse(m, &f))
        return false;
    if (!take_name(m, &f.name) || !expect(m, "=") || !take_number(m, 1, NUMBER_MOST, &number) ||
        !skip_options(m) || !expect(m, ";"))
        return false;
    f.number = (uint32_t)number;
    f.implied = m->s->implied && !labelled && !one_of && !map;
    return add_field(m, &f);
}

static bool one_of_parse(struct proto_maker *m, int message)
{
    struct bytes name;
    proto_lexer_next(&m->l);
    if (!take_name(m, &name) || !expect(m, "{"))
        return false;
    while (!proto_lexer_take(&m->l, "}")) {
        bool ok =
            proto_lexer_take(&m->l, ";") ||
            (proto_lexer_is(&m->l, "option") ? skip_statement(m) : field_parse(m, message, true));
        if (!ok)
            return false;
    }
    return true;
}

/* ---- enums ---- */

static bool symbol_parse(struct proto_maker *m, int of)
{
    struct proto_schema *s = m->s;
    struct bytes name;
    int64_t number;
    if (!take_name(m, &name) || !expect(m, "=") || !take_number(m, INT32_MIN, INT32_MAX, &number) ||
        !skip_options(m) || !expect(m, ";"))
        return false;
    if (s->symbol_count == PROTO_SYMBOLS_MOST)
        return fail(m, "it has too many names in enums");
    s->symbols = room(s->symbols, s->symbol_count, sizeof *s->symbols);
    s->symbols[s->symbol_count++] =
        (struct proto_symbol){.name = name, .number = (int32_t)number, .of = of};
    s->enums[of].count++;
    return true;
}

static bool enum_parse(struct proto_maker *m, int parent)
{
    struct proto_schema *s = m->s;
    struct bytes name;
    proto_lexer_next(&m->l);
    if (!take_name(m, &name) || !expect(m, "{"))
        return false;
    if (s->enum_count == PROTO_TYPES_MOST)
        return fail(m, "it has too many enums");
    s->enums = room(s->enums, s->enum_count, sizeof *s->enums);
    int of = s->enum_count++;
    type_init(m, &s->enums[of], parent, name);
    s->enums[of].first = s->symbol_count;
    while (!proto_lexer_take(&m->l, "}")) {
        bool skipped = proto_lexer_is(&m->l, "option") || proto_lexer_is(&m->l, "reserved");
        if (!proto_lexer_take(&m->l, ";") && !(skipped ? skip_statement(m) : symbol_parse(m, of)))
            return false;
    }
    return true;
}

/* ---- messages ---- */

static bool message_parse(struct proto_maker *m, int parent, int depth)
{
    struct proto_schema *s = m->s;
    struct bytes name;
    proto_lexer_next(&m->l);
    if (depth == PROTO_DEPTH_MOST)
        return fail(m, "messages are nested too deep");
    if (!take_name(m, &name) || !expect(m, "{"))
        return false;
    if (s->message_count == PROTO_TYPES_MOST)
        return fail(m, "it has too many messages");
    s->messages = room(s->messages, s->message_count, sizeof *s->messages);
    type_init(m, &s->messages[s->message_count], parent, name);
    return body_parse(m, s->message_count++, depth);
}

static bool is_skipped(const struct proto_lexer *l)
{
    static const char *const words[] = {"option", "reserved", "extensions",
                                        "extend", "service",  "import"};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (proto_lexer_is(l, words[i]))
            return true;
    return false;
}

static bool body_parse(struct proto_maker *m, int message, int depth)
{
    while (!proto_lexer_take(&m->l, "}")) {
        bool ok = proto_lexer_take(&m->l, ";") ||
                  (proto_lexer_is(&m->l, "message") ? message_parse(m, message, depth + 1)
                   : proto_lexer_is(&m->l, "enum")  ? enum_parse(m, message)
                   : proto_lexer_is(&m->l, "oneof") ? one_of_parse(m, message)
                   : is_skipped(&m->l)              ? skip_statement(m)
                                                    : field_parse(m, message, false));
        if (!ok)
            return false;
    }
    return true;
}

static bool syntax_parse(struct proto_maker *m)
{
    proto_lexer_next(&m->l);
    if (!expect(m, "="))
        return false;
    m->s->implied = m->l.token == PROTO_TEXT && bytes_equal(m->l.text, bytes_of("proto3"));
    return skip_statement(m);
}

static bool package_parse(struct proto_maker *m)
{
    struct bytes name;
    proto_lexer_next(&m->l);
    if (!take_name(m, &name))
        return false;
    bytes_to_text(name, m->package, sizeof m->package);
    return expect(m, ";");
}

static bool file_parse(struct proto_maker *m)
{
    while (m->l.token != PROTO_END) {
        bool ok = proto_lexer_take(&m->l, ";") ||
                  (proto_lexer_is(&m->l, "message")   ? message_parse(m, PROTO_NONE, 0)
                   : proto_lexer_is(&m->l, "enum")    ? enum_parse(m, PROTO_NONE)
                   : proto_lexer_is(&m->l, "syntax")  ? syntax_parse(m)
                   : proto_lexer_is(&m->l, "package") ? package_parse(m)
                   : proto_lexer_is(&m->l, "edition") || is_skipped(&m->l)
                       ? skip_statement(m)
                       : fail(m, "message, enum or another word of a .proto file is missing"));
        if (!ok)
            return false;
    }
    return m->s->message_count > 0 || fail(m, "a message is missing");
}

/* ---- names ---- */

static int find_type(const struct proto_type *types, int count, struct bytes name)
{
    uint32_t hash = fnv1a_32(FNV1A_32_BEGIN, name);
    for (int i = 0; i < count; i++)
        if (types[i].hash == hash && bytes_equal(bytes_of(types[i].name), name))
            return i;
    return PROTO_NONE;
}

static bool find_name(const struct proto_schema *s, struct proto_field *f, struct bytes name)
{
    f->type = find_type(s->messages, s->message_count, name);
    if (f->type != PROTO_NONE)
        return f->kind = PROTO_MESSAGE, true;
    f->type = find_type(s->enums, s->enum_count, name);
    if (f->type != PROTO_NONE)
        return f->kind = PROTO_ENUM, true;
    return false;
}

/* From the message outwards, as protoc looks names up. */
static bool find_outwards(const struct proto_schema *s, struct proto_field *f)
{
    char name[PROTO_DEPTH_MOST * (PROTO_NAME_MOST + 1) + 3 * PROTO_NAME_MOST];
    size_t len = strlen(s->messages[f->message].name);
    memcpy(name, s->messages[f->message].name, len);
    for (;;) {
        size_t dot = len > 0;
        memcpy(name + len, ".", dot);
        memcpy(name + len + dot, f->type_name.data, f->type_name.len);
        if (find_name(s, f, bytes_make(name, len + dot + f->type_name.len)))
            return true;
        if (len == 0)
            return false;
        while (len > 0 && name[--len] != '.')
            continue;
    }
}

static void find_google(struct proto_field *f)
{
    static const struct {
        const char *name;
        enum proto_kind kind, wraps;
    } known[] = {
        {"google.protobuf.Timestamp", PROTO_TIME, PROTO_INT64},
        {"google.protobuf.Duration", PROTO_TIME, PROTO_INT64},
        {"google.protobuf.DoubleValue", PROTO_WRAPPER, PROTO_DOUBLE},
        {"google.protobuf.FloatValue", PROTO_WRAPPER, PROTO_FLOAT},
        {"google.protobuf.Int64Value", PROTO_WRAPPER, PROTO_INT64},
        {"google.protobuf.UInt64Value", PROTO_WRAPPER, PROTO_UINT64},
        {"google.protobuf.Int32Value", PROTO_WRAPPER, PROTO_INT32},
        {"google.protobuf.UInt32Value", PROTO_WRAPPER, PROTO_UINT32},
        {"google.protobuf.BoolValue", PROTO_WRAPPER, PROTO_BOOL},
        {"google.protobuf.StringValue", PROTO_WRAPPER, PROTO_STRING},
    };
    for (size_t i = 0; i < ARRAY_SIZE(known); i++) {
        if (!bytes_equal(f->type_name, bytes_of(known[i].name)))
            continue;
        f->kind = known[i].kind;
        f->wraps = known[i].wraps;
    }
}

static void resolve(const struct proto_schema *s, struct proto_field *f)
{
    struct bytes name = f->type_name;
    bool whole = name.data[0] == '.';
    if (scalar_named(name, &f->kind))
        return;
    if (whole)
        f->type_name = name = bytes_make(name.data + 1, name.len - 1);
    if (!(whole ? find_name(s, f, name) : find_outwards(s, f)))
        find_google(f);
    f->implied = f->implied && f->kind == PROTO_ENUM;
}

static int by_message_and_number(const void *left, const void *right)
{
    const struct proto_field *a = left, *b = right;
    if (a->message != b->message)
        return a->message < b->message ? -1 : 1;
    return (a->number > b->number) - (a->number < b->number);
}

static bool finish(struct proto_maker *m)
{
    struct proto_schema *s = m->s;
    for (int i = 0; i < s->field_count; i++)
        resolve(s, &s->fields[i]);
    if (s->field_count > 0)
        qsort(s->fields, (size_t)s->field_count, sizeof *s->fields, by_message_and_number);
    for (int i = s->field_count; i-- > 0;) {
        struct proto_type *of = &s->messages[s->fields[i].message];
        of->first = i;
        of->count++;
    }
    for (int i = 1; i < s->field_count; i++)
        if (by_message_and_number(&s->fields[i - 1], &s->fields[i]) == 0) {
            snprintf(m->why, PROTO_WHY_SIZE, "two fields of %.80s have the number %lu",
                     s->messages[s->fields[i].message].name, (unsigned long)s->fields[i].number);
            return false;
        }
    return true;
}

struct proto_schema *proto_schema_parse(struct bytes text, char why[PROTO_WHY_SIZE])
{
    struct proto_maker m = {.s = mem_zero(1, sizeof *m.s), .why = why};
    why[0] = '\0';
    proto_lexer_begin(&m.l, text);
    if (file_parse(&m) && finish(&m))
        return m.s;
    proto_schema_free(m.s);
    return NULL;
}

void proto_schema_free(struct proto_schema *s)
{
    if (s == NULL)
        return;
    for (int i = 0; i < s->message_count; i++)
        free(s->messages[i].name);
    for (int i = 0; i < s->enum_count; i++)
        free(s->enums[i].name);
    free(s->messages);
    free(s->enums);
    free(s->fields);
    free(s->symbols);
    free(s);
}

/* ---- looking up ---- */

int proto_schema_message(const struct proto_schema *s, int parent, int64_t index)
{
    for (int i = 0; index >= 0 && i < s->message_count; i++)
        if (s->messages[i].parent == parent && index-- == 0)
            return i;
    return PROTO_NONE;
}

const struct proto_field *proto_schema_field(const struct proto_schema *s, int message,
                                             uint64_t number)
{
    int low = s->messages[message].first, high = low + s->messages[message].count;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (s->fields[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < s->messages[message].first + s->messages[message].count &&
                 s->fields[low].number == number;
    return found ? &s->fields[low] : NULL;
}

struct bytes proto_schema_symbol(const struct proto_schema *s, int of, int64_t number)
{
    const struct proto_type *t = &s->enums[of];
    for (int i = t->first; i < t->first + t->count; i++)
        if (s->symbols[i].number == number)
            return s->symbols[i].name;
    return BYTES_NULL;
}
