/* ingest_ids.c: sends a Metadata request of its own, beside librdkafka's. */
#include "client/ingest_ids.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "client/ask.h"

enum {
    ANSWER_MS = 1000,
    ANSWER_BYTES = 64 << 20,
    PAUSE_LOOKS = 20, /* after a failed request, so that looks stay quick */
};

struct ingest_ids {
    char *servers;
    struct bootstrap addresses; /* empty until resolved */
    struct ask *ask;            /* NULL until resolved */
    int pause;                  /* looks to skip */
    bool never;                 /* the broker has no ids */
};

struct ingest_ids *ingest_ids_open(const struct properties *java)
{
    const char *protocol = properties_get(java, "security.protocol");
    const char *servers = properties_get(java, "bootstrap.servers");
    if (servers == NULL || (protocol != NULL && strcasecmp(protocol, "PLAINTEXT") != 0))
        return NULL;
    struct ingest_ids *ids = mem_zero(1, sizeof *ids);
    ids->servers = mem_text(servers);
    return ids;
}

void ingest_ids_close(struct ingest_ids *ids)
{
    if (ids == NULL)
        return;
    ask_close(ids->ask);
    bootstrap_deinit(&ids->addresses);
    free(ids->servers);
    free(ids);
}

/* librdkafka reports it too. */
static void ignore_warning(void *ctx, const char *sentence)
{
    (void)ctx;
    (void)sentence;
}

static bool open_connection(struct ingest_ids *ids)
{
    struct err ignored;
    if (ids->ask != NULL)
        return true;
    bootstrap_deinit(&ids->addresses);
    if (bootstrap_resolve(&ids->addresses, ids->servers, ignore_warning, NULL, &ignored) != 0)
        return false;
    const struct ask_settings settings = {
        .addresses = &ids->addresses,
        .client_id = "ground",
        .timeout_ms = ANSWER_MS,
        .request_timeout_ms = ANSWER_MS,
    };
    ids->ask = ask_open(&settings);
    return true;
}

/* Parts are sorted by topic: each name once. */
static void list_topics(struct metadata_request *request, struct arena *arena,
                        const struct ingest_part *parts, int count)
{
    request->topics.items = arena_array(arena, (size_t)count, sizeof *request->topics.items);
    for (int i = 0; i < count; i++) {
        if (i > 0 && strcmp(parts[i].topic, parts[i - 1].topic) == 0)
            continue;
        request->topics.items[request->topics.count++].name = bytes_of(parts[i].topic);
    }
}

static uint64_t shorten(struct uuid id)
{
    uint64_t half[2];
    memcpy(half, id.bytes, sizeof half);
    return half[0] ^ half[1];
}

static uint64_t id_of(const struct metadata_response *answer, const char *topic)
{
    for (int32_t i = 0; i < answer->topics.count; i++) {
        const struct metadata_topic *t = &answer->topics.items[i];
        if (t->error_code == 0 && bytes_equal(t->name, bytes_of(topic)))
            return shorten(t->topic_id);
    }
    return 0;
}

static void take_answer(const struct metadata_response *answer, struct ingest_part *parts,
                        int count)
{
    for (int i = 0; i < count; i++) {
        bool same = i > 0 && strcmp(parts[i].topic, parts[i - 1].topic) == 0;
        parts[i].topic_id = same ? parts[i - 1].topic_id : id_of(answer, parts[i].topic);
    }
}

void ingest_ids_fill(struct ingest_ids *ids, struct ingest_part *parts, int count)
{
    for (int i = 0; i < count; i++)
        parts[i].topic_id = 0;
    if (ids == NULL || ids->never || count == 0)
        return;
    if (ids->pause > 0) {
        ids->pause--;
        return;
    }
    struct metadata_request request;
    struct metadata_response answer;
    struct arena arena;
    struct err err;
    arena_init(&arena, ANSWER_BYTES);
    wire_defaults(&metadata_request_schema, &request);
    request.allow_auto_topic_creation = false;
    list_topics(&request, &arena, parts, count);
    int rc = !open_connection(ids)
                 ? ERR_UNREACHABLE
                 : ask_call(ids->ask, ASK_ANY, API_METADATA, &request, &answer, &arena, &err);
    if (rc == 0)
        take_answer(&answer, parts, count);
    ids->never = rc == ERR_VERSION;
    ids->pause = rc == 0 ? 0 : PAUSE_LOOKS;
    arena_deinit(&arena);
}
