/* attribution.c: names, and how many of them a topic may add. */
#include "recorder/attribution.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/logline.h"
#include "base/mem.h"
#include "base/text.h"
#include "flight/event.h"
#include "recorder/resident.h"
#include "store/reader.h"

/* ---- topics ---- */

static void meta_key(const struct tape_topic *topic, char out[300])
{
    snprintf(out, 300, "keys/%s", topic->name);
}

int attribution_topic(struct tape *t, const char *topic, int *place, struct err *err)
{
    char key[300], count[32];
    for (*place = 0; *place < t->topic_count; ++*place) {
        if (strcmp(t->topics[*place].name, topic) == 0)
            return 0;
    }
    t->topics = mem_grow(t->topics, (size_t)t->topic_count + 1, sizeof *t->topics);
    struct tape_topic *added = &t->topics[t->topic_count++];
    *added = (struct tape_topic){.keys = 0};
    snprintf(added->name, sizeof added->name, "%s", topic);
    const struct mission_topic *named = mission_topic(t->derive.mission, topic);
    added->keyless = named != NULL && named->keyless;
    added->row = named;
    meta_key(added, key);
    int rc = reader_meta(writer_reader(tape_writer(t)), key, count, sizeof count, err);
    added->keys = rc == 0 ? atoi(count) : 0;
    return rc;
}

int attribution_write(struct tape *t, struct err *err)
{
    int rc = 0;
    for (int i = 0; i < t->topic_count && rc == 0; i++) {
        char key[300], count[32];
        if (!t->topics[i].changed)
            continue;
        meta_key(&t->topics[i], key);
        snprintf(count, sizeof count, "%d", t->topics[i].keys);
        rc = writer_meta(tape_writer(t), key, count, err);
        t->topics[i].changed = false;
    }
    return rc;
}

/* ---- reporting ---- */

static int say(struct tape *t, const char *words, struct err *err)
{
    struct store_event event = {
        .v_ms = clock_wall_ms(), .seq = -1, .kind = EVENT_LINK, .clock_ms = STORE_NO_TIME};
    text_clean(bytes_of(words), TEXT_ANY_WIDTH, event.text, sizeof event.text);
    log_line(LOG_WARN, "%s", event.text);
    return tape_event(t, &event, err);
}

/* So that viewers can say where a missing rocket went. */
static int note_feed(struct tape *t, const struct tape_topic *topic, struct err *err)
{
    char before[256], noted[256];
    int rc =
        reader_meta(writer_reader(tape_writer(t)), STORE_META_FEEDS, before, sizeof before, err);
    snprintf(noted, sizeof noted, "%.100s%s(%.100s)", before, before[0] == '\0' ? "" : " ",
             topic->name);
    return rc != 0 ? rc : writer_meta(tape_writer(t), STORE_META_FEEDS, noted, err);
}

static int say_feed(struct tape *t, const struct tape_topic *topic, struct err *err)
{
    char words[400];
    snprintf(words, sizeof words, "over %d keys in %.100s: new keys go to one feed, (%.100s)",
             TAPE_TOPIC_KEYS, topic->name, topic->name);
    int rc = note_feed(t, topic, err);
    return rc != 0 ? rc : say(t, words, err);
}

/* ---- rockets ---- */

static int make_rocket(struct tape *t, struct bytes name, bool keyless, int32_t *id,
                       struct err *err)
{
    int rc = writer_rocket(tape_writer(t), name, keyless, id, err);
    if (rc != 0)
        return rc;
    tape_add_name(t, *id, name, keyless);
    return resident_add(t, *id, name, keyless, err);
}

static int others(struct tape *t, int32_t *id, struct err *err)
{
    *id = t->others;
    if (t->others != 0)
        return 0;
    int rc = make_rocket(t, bytes_of(TAPE_OTHERS), true, id, err);
    t->others = *id;
    return rc;
}

static int new_rocket(struct tape *t, struct bytes name, bool keyless, int32_t *id, struct err *err)
{
    size_t most =
        mission_names(t->derive.mission, name) ? STORE_ROCKET_ID_MOST - 1 : TAPE_NAMES_MOST;
    if (t->names.count < most && name.len <= TAPE_KEY_MOST)
        return make_rocket(t, name, keyless, id, err);
    bool first = t->names.count >= most && !t->said_full;
    t->said_full = t->said_full || first;
    int rc = first ? say(t, "the cache is out of rocket ids: new keys go to (others)", err) : 0;
    return rc != 0 ? rc : others(t, id, err);
}

/* Whether a new key gets a rocket of its own. A key that is too long goes to "(others)" and never
 * counts, as it would count again with each message. */
static int may_name(struct tape *t, struct tape_topic *topic, struct bytes key, bool *may,
                    struct err *err)
{
    *may = topic->keys < TAPE_TOPIC_KEYS || mission_names(t->derive.mission, key);
    if (key.len > TAPE_KEY_MOST) {
        *may = true;
        return 0;
    }
    if (topic->keys > TAPE_TOPIC_KEYS)
        return 0;
    topic->keys++;
    topic->changed = true;
    return *may || topic->keys != TAPE_TOPIC_KEYS + 1 ? 0 : say_feed(t, topic, err);
}

static int find(struct tape *t, struct bytes name, bool keyless, int32_t *id, struct err *err)
{
    *id = names_find(&t->names, name, keyless);
    return *id != 0 ? resident_load(t, *id, err) : new_rocket(t, name, keyless, id, err);
}

/* ---- a field that names the rocket ---- */

struct name_search {
    struct bytes field; /* wanted */
    size_t len;         /* of what it says; 0: not found, or empty */
    char name[TAPE_KEY_MOST + 1];
};

static void take_name(void *owner, const struct message_field *field)
{
    struct name_search *s = owner;
    if (s->len > 0 || !bytes_equal(field->name, s->field))
        return;
    struct bytes says = field->says;
    bool quoted = says.len >= 2 && says.data[0] == '"' && says.data[says.len - 1] == '"';
    if (!quoted && bytes_equal(says, bytes_of("null")))
        return;
    says = bytes_trim(quoted ? bytes_make(says.data + 1, says.len - 2) : says);
    s->len = says.len < sizeof s->name ? says.len : sizeof s->name; /* longer: no name anyway */
    if (s->len > 0)
        memcpy(s->name, says.data, s->len);
}

/* What the field says, or null. */
static struct bytes name_in_field(struct tape *t, const struct mission_topic *topic,
                                  const struct ingest_message *m, struct name_search *s)
{
    *s = (struct name_search){.field = bytes_of(topic->rocket_field)};
    if (t->decoded == NULL)
        t->decoded = mem_zero(1, sizeof *t->decoded);
    t->decoded->schemas = t->schemas;
    t->decoded->seq = t->last_seq + 1;
    message_fields(mission_reading(t->derive.mission, topic, m->key), m->value, t->decoded,
                   take_name, s);
    return s->len > 0 ? bytes_make(s->name, s->len) : BYTES_NULL;
}

int attribution_rocket(struct tape *t, int part, const struct ingest_message *m, int32_t *id,
                       bool *by_key, struct err *err)
{
    struct tape_topic *topic = &t->topics[t->partitions[part].topic];
    bool by_field = topic->row != NULL && topic->row->rocket_field != NULL;
    struct name_search search;
    struct bytes name = by_field ? name_in_field(t, topic->row, m, &search) : m->key;
    bool named = !bytes_is_null(name) && !topic->keyless;
    int rc = 0;
    if (named && names_find(&t->names, name, false) == 0)
        rc = may_name(t, topic, name, &named, err);
    if (rc == 0)
        rc = named ? find(t, name, false, id, err) : find(t, bytes_of(topic->name), true, id, err);
    *by_key = named && rc == 0 && *id != t->others && bytes_equal(name, m->key);
    return rc;
}
