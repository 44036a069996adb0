/* topics_options.c: which of kafka-topics' options go together, in the order in which Kafka's
 * TopicCommand checks them. */
#include "tools/topics_options.h"

#include "base/bytes.h"
#include "tools/java.h"

static const struct jopt_row rows[] = {TOPICS_OPTIONS(JOPT_ROW)};
const struct jopt_table topics_table = {rows, ARRAY_SIZE(rows)};

static const enum topics_option actions[] = {TOPICS_CREATE, TOPICS_LIST, TOPICS_ALTER,
                                             TOPICS_DESCRIBE, TOPICS_DELETE};

/* An option, and what it cannot be used with. */
static const struct clash {
    enum topics_option option;
    size_t count;
    enum topics_option others[4];
} clashes[] = {
    {TOPICS_CONFIG, 3, {TOPICS_LIST, TOPICS_DESCRIBE, TOPICS_DELETE}},
    {TOPICS_PARTITIONS, 3, {TOPICS_LIST, TOPICS_DESCRIBE, TOPICS_DELETE}},
    {TOPICS_REPLICATION_FACTOR, 4, {TOPICS_LIST, TOPICS_DESCRIBE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_REPLICA_ASSIGNMENT, 3, {TOPICS_LIST, TOPICS_DESCRIBE, TOPICS_DELETE}},
    {TOPICS_UNDER_REPLICATED, 4, {TOPICS_LIST, TOPICS_CREATE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_UNDER_REPLICATED, 1, {TOPICS_WITH_OVERRIDES}},
    {TOPICS_UNDER_MIN_ISR, 4, {TOPICS_LIST, TOPICS_CREATE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_UNDER_MIN_ISR, 1, {TOPICS_WITH_OVERRIDES}},
    {TOPICS_AT_MIN_ISR, 4, {TOPICS_LIST, TOPICS_CREATE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_AT_MIN_ISR, 1, {TOPICS_WITH_OVERRIDES}},
    {TOPICS_UNAVAILABLE, 4, {TOPICS_LIST, TOPICS_CREATE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_UNAVAILABLE, 1, {TOPICS_WITH_OVERRIDES}},
    {TOPICS_WITH_OVERRIDES, 4, {TOPICS_LIST, TOPICS_CREATE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_IF_EXISTS, 2, {TOPICS_LIST, TOPICS_CREATE}},
    {TOPICS_IF_NOT_EXISTS, 4, {TOPICS_LIST, TOPICS_DESCRIBE, TOPICS_DELETE, TOPICS_ALTER}},
    {TOPICS_EXCLUDE_INTERNAL, 3, {TOPICS_CREATE, TOPICS_DELETE, TOPICS_ALTER}},
};

static int refuse_pair(enum topics_option option, enum topics_option other)
{
    return jopt_usage(&topics_table, "Option \"[%s]\" can't be used with option \"[%s]\"",
                      topics_table.rows[option].name, topics_table.rows[other].name);
}

static int check_clash(const struct jopt *o, const struct clash *c)
{
    for (size_t i = 0; jopt_has(o, c->option) && i < c->count; i++)
        if (jopt_has(o, c->others[i]))
            return refuse_pair(c->option, c->others[i]);
    return JOPT_GO_ON;
}

static int check_invalid(const struct jopt *o)
{
    static const struct clash creating = {
        TOPICS_REPLICA_ASSIGNMENT, 2, {TOPICS_PARTITIONS, TOPICS_REPLICATION_FACTOR}};
    int rc = jopt_has(o, TOPICS_CREATE) ? check_clash(o, &creating) : JOPT_GO_ON;
    for (size_t i = 0; rc == JOPT_GO_ON && i < ARRAY_SIZE(clashes); i++)
        rc = check_clash(o, &clashes[i]);
    return rc;
}

static int check_required(const struct jopt *o)
{
    struct thrown t = {0};
    if (!jopt_has(o, TOPICS_BOOTSTRAP_SERVER)) {
        thrown_set(&t, "java.lang.IllegalArgumentException",
                   "--bootstrap-server must be specified");
        int rc = java_uncaught(&t);
        thrown_deinit(&t);
        return rc;
    }
    bool named = jopt_has(o, TOPICS_TOPIC), by_id = jopt_has(o, TOPICS_TOPIC_ID);
    if (jopt_has(o, TOPICS_DESCRIBE) && jopt_has(o, TOPICS_IF_EXISTS)) {
        if (!named && !by_id)
            return jopt_usage(&topics_table,
                              "--topic or --topic-id is required to describe a topic");
        if (named && by_id)
            puts("Only topic id will be used when both --topic and --topic-id are specified and "
                 "topicId is not Uuid.ZERO_UUID");
    }
    if (!jopt_has(o, TOPICS_LIST) && !jopt_has(o, TOPICS_DESCRIBE) && !named)
        return jopt_usage(&topics_table, "Missing required argument \"[topic]\"");
    if (!jopt_has(o, TOPICS_ALTER))
        return JOPT_GO_ON;
    if (jopt_has(o, TOPICS_CONFIG))
        return jopt_usage(
            &topics_table,
            "Option combination \"[[bootstrap-server], [config]]\" can't be used with "
            "option \"[alter]\" (To alter topic configurations, the kafka-configs "
            "tool can be used.)");
    if (!jopt_has(o, TOPICS_PARTITIONS))
        return jopt_usage(&topics_table, "Missing required argument \"[partitions]\"");
    return JOPT_GO_ON;
}

int topics_options_check(const struct jopt *o, int argc)
{
    size_t asked = 0;
    if (argc == 1)
        return jopt_usage(&topics_table, "Create, delete, describe, or change a topic.");
    if (jopt_has(o, TOPICS_HELP))
        return jopt_usage(&topics_table,
                          "This tool helps to create, delete, describe, or change a topic.");
    if (jopt_has(o, TOPICS_VERSION))
        return java_version();
    for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
        asked += jopt_has(o, actions[i]) ? 1 : 0;
    if (asked != 1)
        return jopt_usage(&topics_table, "Command must include exactly one action: --list, "
                                         "--describe, --create, --alter or --delete");
    if (jopt_has(o, TOPICS_DELETE_CONFIG))
        fputs("delete-config option is no longer supported and deprecated since version 4.0. The "
              "config will be fully removed in future releases.\n",
              stderr);
    int rc = check_required(o);
    return rc == JOPT_GO_ON ? check_invalid(o) : rc;
}
