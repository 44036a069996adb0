#include "topics_kit.h"

#include <string.h>
#include <unistd.h>

#include "capture.h"
#include "wire/api.h"
#include "wire_dump.h"

struct made_up_cluster cluster;
struct buf printed, asked;
struct thrown threw;
static size_t page;

int topics_kit_reset(void **state)
{
    (void)state;
    cluster = (struct made_up_cluster){.knows_partitions = true, .knows_moves = true};
    buf_deinit(&printed);
    buf_deinit(&asked);
    thrown_deinit(&threw);
    return 0;
}

static const void *response_to(enum api_key key)
{
    switch (key) {
    case API_METADATA:
        return &cluster.metadata;
    case API_DESCRIBE_TOPIC_PARTITIONS:
        assert_true(page < PAGES_MAX);
        return cluster.knows_partitions ? &cluster.pages[page++] : NULL;
    case API_DESCRIBE_CONFIGS:
        return &cluster.configs;
    case API_LIST_PARTITION_REASSIGNMENTS:
        return cluster.knows_moves ? &cluster.moves : NULL;
    case API_CREATE_TOPICS:
        return &cluster.created;
    case API_CREATE_PARTITIONS:
        return &cluster.grown;
    case API_DELETE_TOPICS:
        return &cluster.deleted;
    default:
        fail_msg("nobody expects a request of API %d", key);
        return NULL;
    }
}

int ask_call(struct ask *a, enum ask_whom whom, enum api_key key, const void *request,
             void *response, struct arena *arena, struct err *err)
{
    const struct api *api = api_find(key);
    (void)a, (void)arena;
    buf_add_text(&asked, whom == ASK_CONTROLLER ? "controller " : "any ");
    wire_dump(api->request, cluster.knows_partitions ? api->max : api->min, request, &asked);
    buf_add_byte(&asked, '\n');
    if (cluster.fails[key] != 0)
        return err_set(err, cluster.fails[key], "%s failed", api->name);
    const void *answer = response_to(key);
    if (answer == NULL)
        return err_set(err, ERR_VERSION, "the broker has no %s", api->name);
    memcpy(response, answer, api->response->size);
    return 0;
}

int run_action(int (*action)(struct topic_command *s, struct thrown *t), char **options)
{
    struct topic_command s = {.cluster = {.ask = NULL}};
    char *argv[16] = {"kafka-topics"};
    int argc = 1;
    for (; options[argc - 1] != NULL; argc++)
        argv[argc] = options[argc - 1];
    buf_clear(&printed);
    buf_clear(&asked);
    thrown_deinit(&threw);
    page = 0;
    arena_init(&s.cluster.arena, 0);
    assert_int_equal(jopt_parse(&s.given, &topics_table, argc, argv, &threw), 0);
    struct capture out;
    capture_begin(&out, STDOUT_FILENO);
    int rc = action(&s, &threw);
    capture_end(&out, &printed);
    arena_deinit(&s.cluster.arena);
    jopt_deinit(&s.given);
    return rc;
}

void assert_printed(const char *wanted)
{
    assert_string_equal(buf_text(&printed), wanted);
}

void assert_threw(const char *kind, const char *text)
{
    const char *class_name = strrchr(threw.kind, '.');
    assert_non_null(class_name);
    assert_string_equal(class_name + 1, kind);
    assert_string_equal(threw.text, text);
}

void assert_asked(const char *part)
{
    if (strstr(buf_text(&asked), part) == NULL)
        fail_msg("no request has \"%s\" in\n%s", part, buf_text(&asked));
}
