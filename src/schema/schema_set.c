/* schema_set.c: a table of pointers by id, each published when its schema is complete. */
#include "schema/schema_set.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

enum { SLOTS = 2048 }; /* a power of two, at least 2 * SCHEMAS_MOST */

struct schema_set {
    _Atomic(struct message_schema *) slots[SLOTS];
    _Atomic(struct message_schema *) order[SCHEMAS_MOST];
    atomic_int count;
    size_t text; /* bytes of all of them */
};

struct schema_set *schema_set_new(void)
{
    return mem_zero(1, sizeof(struct schema_set));
}

static void schema_free(struct message_schema *s)
{
    avro_schema_free(s->avro);
    proto_schema_free(s->proto);
    mem_bytes_free(&s->text);
    free(s);
}

void schema_set_free(struct schema_set *set)
{
    if (set == NULL)
        return;
    for (int i = 0; i < schema_set_count(set); i++)
        schema_free(atomic_load(&set->order[i]));
    free(set);
}

static size_t slot_of(const struct schema_set *set, uint32_t id,
                      const struct message_schema **found)
{
    size_t slot = (id * UINT32_C(2654435769)) & (SLOTS - 1);
    while ((*found = atomic_load_explicit(&set->slots[slot], memory_order_acquire)) != NULL &&
           (*found)->id != id)
        slot = (slot + 1) & (SLOTS - 1);
    return slot;
}

const struct message_schema *schema_set_find(const struct schema_set *set, uint32_t id)
{
    const struct message_schema *found = NULL;
    if (set != NULL)
        slot_of(set, id, &found);
    return found;
}

static struct message_schema *schema_make(uint32_t id, enum schema_type type, int64_t from_seq,
                                          struct bytes text)
{
    char why[AVRO_WHY_SIZE] = "";
    struct message_schema *s = mem_zero(1, sizeof *s);
    s->id = id;
    s->type = type;
    s->from_seq = from_seq;
    s->text = mem_bytes(text);
    if (type == SCHEMA_AVRO)
        s->avro = avro_schema_parse(s->text, why);
    else if (type == SCHEMA_PROTOBUF)
        s->proto = proto_schema_parse(s->text, why);
    text_clean(bytes_of(why), TEXT_ANY_WIDTH, s->why, sizeof s->why);
    return s;
}

int schema_set_put(struct schema_set *set, uint32_t id, enum schema_type type, int64_t from_seq,
                   struct bytes text, struct err *err)
{
    const struct message_schema *found;
    size_t slot = slot_of(set, id, &found);
    int count = schema_set_count(set);
    if (found != NULL)
        return 0;
    if (text.len > SCHEMA_TEXT_MOST)
        return err_set(err, ERR_TOO_BIG, "schema %lu is too long: %zu bytes, at most %d are read",
                       (unsigned long)id, text.len, SCHEMA_TEXT_MOST);
    if (count == SCHEMAS_MOST || text.len > SCHEMAS_TEXT_MOST - set->text)
        return err_set(err, ERR_TOO_BIG, "schema %lu is not used: there are %d already",
                       (unsigned long)id, count);
    struct message_schema *s = schema_make(id, type, from_seq, text);
    set->text += text.len;
    atomic_store(&set->order[count], s);
    atomic_store_explicit(&set->slots[slot], s, memory_order_release);
    atomic_store_explicit(&set->count, count + 1, memory_order_release);
    return 0;
}

int schema_set_count(const struct schema_set *set)
{
    return set == NULL ? 0 : atomic_load_explicit(&set->count, memory_order_acquire);
}

const struct message_schema *schema_set_at(const struct schema_set *set, int at)
{
    return atomic_load(&set->order[at]);
}

bool schema_frame(struct bytes value, uint32_t *id)
{
    if (value.len < SCHEMA_FRAME_SIZE || value.data[0] != 0)
        return false;
    *id = be32_get(value.data + 1);
    return true;
}

static const char *const names[] = {
#define X(name, text) [SCHEMA_##name] = text,
    SCHEMA_TYPES(X)
#undef X
};

const char *schema_type_name(enum schema_type type)
{
    return names[type];
}

bool schema_type_find(struct bytes name, enum schema_type *out)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (bytes_equal(name, bytes_of(names[i])))
            return *out = (enum schema_type)i, true;
    return false;
}
