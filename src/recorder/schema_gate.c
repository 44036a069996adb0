#include "recorder/schema_gate.h"

#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/text.h"

void schema_gate_init(struct schema_gate *g, struct registry *registry)
{
    *g = (struct schema_gate){.registry = registry, .patience_ms = SCHEMA_PATIENCE_MS};
}

static void release(struct schema_gate *g, int64_t mono_ms)
{
    if (g->since_ms != 0)
        g->patience_ms -= mono_ms - g->since_ms;
    g->since_ms = 0;
}

/* JSON behind the frame is read without its schema. */
static bool needs_schema(struct bytes value)
{
    return value.len > SCHEMA_FRAME_SIZE && value.data[SCHEMA_FRAME_SIZE] != '{';
}

bool schema_gate_holds(struct schema_gate *g, const struct tape *t, struct bytes value,
                       int64_t mono_ms)
{
    uint32_t id;
    if (g->registry == NULL || !schema_frame(value, &id))
        return false;
    bool waits = schema_set_find(t->schemas, id) == NULL &&
                 registry_ask(g->registry, id, mono_ms) == REGISTRY_WAIT && needs_schema(value);
    if (waits && g->since_ms == 0)
        g->since_ms = mono_ms;
    if (waits && mono_ms - g->since_ms < g->patience_ms)
        return true;
    release(g, mono_ms);
    return false;
}

static int take_one(struct schema_gate *g, struct tape *t, uint32_t id, enum schema_type type,
                    struct bytes text, bool *late, struct err *err)
{
    bool this_late;
    int rc = tape_add_schema(t, id, type, text, &this_late, err);
    if (rc == ERR_TOO_BIG) {
        log_line(LOG_WARN, "%s", err->text);
        return 0;
    }
    if (rc != 0)
        return rc;
    const struct message_schema *s = schema_set_find(t->schemas, id);
    g->patience_ms = SCHEMA_PATIENCE_MS;
    if (s->why[0] != '\0')
        log_line(LOG_WARN, "schema %lu cannot be used: %s", (unsigned long)id, s->why);
    else
        log_line(LOG_INFO, "schema %lu is known: %s%s", (unsigned long)id, schema_type_name(type),
                 this_late ? "; earlier messages are read by it from the next start on" : "");
    *late = *late || this_late;
    return 0;
}

/* Says it once, and leaves it in the cache for LINKS. */
static int say_why(struct schema_gate *g, struct tape *t, struct err *err)
{
    char why[REGISTRY_WHY_SIZE];
    registry_why(g->registry, why);
    if (strcmp(why, g->said) == 0)
        return 0;
    if (why[0] != '\0')
        log_line(LOG_WARN, "Schema Registry: %s", why);
    else
        log_line(LOG_INFO, "the Schema Registry answers again");
    memcpy(g->said, why, sizeof g->said);
    int rc = tape_begin(t, err);
    return rc != 0 ? rc : writer_meta(tape_writer(t), STORE_META_REGISTRY, why, err);
}

int schema_gate_take(struct schema_gate *g, struct tape *t, bool *late, struct err *err)
{
    uint32_t id;
    enum schema_type type;
    struct buf text = {0};
    int rc = 0;
    if (g->registry == NULL)
        return 0;
    while (rc == 0 && registry_take(g->registry, &id, &type, &text)) {
        rc = take_one(g, t, id, type, buf_bytes(&text), late, err);
        buf_deinit(&text);
    }
    return rc != 0 ? rc : say_why(g, t, err);
}

void schema_gate_ask_unknown(struct schema_gate *g, const struct tape *t)
{
    const struct unknown_schemas *u = &t->derive.unknown;
    int64_t end_ms = clock_mono_ms() + SCHEMA_START_MS;
    bool waits = g->registry != NULL && u->count > 0;
    while (waits && clock_mono_ms() < end_ms) {
        waits = false;
        for (int i = 0; i < u->count; i++)
            waits = (schema_set_find(t->schemas, u->ids[i]) == NULL &&
                     registry_ask(g->registry, u->ids[i], clock_mono_ms()) == REGISTRY_WAIT) ||
                    waits;
        if (waits)
            nanosleep(&(struct timespec){.tv_nsec = SCHEMA_LOOK_MS * 1000000L}, NULL);
    }
}
