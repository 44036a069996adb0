#include "cmd/check_cache.h"

#include <stdio.h>

#include "base/text.h"
#include "flight/source_audit.h"
#include "mission/mistakes.h"
#include "schema/schema_set.h"
#include "store/paths.h"
#include "store/reader.h"
#include "store/schema_rows.h"

enum { ROWS_AT_ONCE = 1000, LIST_SIZE = 160 };

struct cache_check {
    const struct mission *mission;
    const char *name;
    struct source_audit *audit;
    struct reader *reader;
    int64_t last_seq; /* told to the audit */
    int warnings;
};

static int take_row(void *owner, const struct store_message *m)
{
    struct cache_check *c = owner;
    c->last_seq = m->seq;
    source_audit_add(c->audit, reader_topic(c->reader, m->part), m->key, m->value);
    return 0;
}

static int take_messages(struct cache_check *c, int64_t *count, struct err *err)
{
    int64_t last;
    int rc = reader_last_seq(c->reader, &last, err);
    if (rc < 0)
        return rc;
    c->last_seq = last > CHECK_MESSAGES ? last - CHECK_MESSAGES : 0;
    *count = last - c->last_seq;
    do
        rc = reader_rows(c->reader, c->last_seq + 1, last, ROWS_AT_ONCE, take_row, c, err);
    while (rc > 0 && c->last_seq < last);
    if (rc >= 0 && last == 0)
        return err_set(err, ERR_NOT_FOUND, "the cache holds no messages to check against");
    return rc < 0 ? rc : 0;
}

/* ---- the report ---- */

/* `what` is raw; the nearest of `words` follows, or what there is. */
static void warn(struct cache_check *c, int line, const char *what, const char *wanted,
                 const char *const *words)
{
    char clean[400], list[LIST_SIZE] = "";
    const char *near = word_nearest(wanted, words);
    text_clean(bytes_of(what), TEXT_ANY_WIDTH, clean, sizeof clean);
    c->warnings++;
    if (line > 0)
        printf("%s:%d: %s", c->name, line, clean);
    else
        printf("%s: %s", c->name, clean);
    if (near == NULL)
        text_join(list, sizeof list, words);
    printf("; %s: %s\n", near != NULL ? "nearest" : "there are", near != NULL ? near : list);
}

static void check_source(struct cache_check *c, int i)
{
    const struct mission_source *s = &c->mission->sources[i];
    const char *field, *name;
    char what[200];
    if (source_audit_fits(c->audit, i) == 0) {
        c->warnings++;
        snprintf(what, sizeof what,
                 source_audit_read(c->audit, i) == 0 ? "no message of its topics"
                                                     : "no message has its format");
        printf("%s:%d: source \"%.60s\": %s\n", c->name, s->line, s->name, what);
    }
    for (int from = 0; (from = source_audit_missing(c->audit, i, from, &field, &name)) > 0;) {
        snprintf(what, sizeof what, "source \"%.60s\": no message has %s \"%.60s\"", s->name, field,
                 name);
        warn(c, s->line, what, name, source_audit_names(c->audit, i));
    }
}

static void check_channel(struct cache_check *c, const struct mission_channel *channel)
{
    char what[300];
    bool heard = source_audit_has(c->audit, channel->name);
    for (const char *const *also = channel->also; also != NULL && *also != NULL && !heard; also++)
        heard = source_audit_has(c->audit, *also);
    if (heard || channel->derived)
        return;
    snprintf(what, sizeof what, "channel \"%.60s\": no message has \"%.60s\"%s", channel->id,
             channel->name,
             channel->also != NULL && channel->also[0] != NULL ? " or its other names" : "");
    warn(c, channel->line, what, channel->name, source_audit_names(c->audit, AUDIT_ALL));
}

static void check_word(struct cache_check *c, int i)
{
    const struct mission_word *word = &c->mission->words[i];
    char what[200];
    if (source_audit_said(c->audit, word->text))
        return;
    snprintf(what, sizeof what, "phase \"%.24s\": no message says \"%.64s\"", word->phase,
             word->text);
    warn(c, c->mission->word_lines[i], what, word->text, source_audit_names(c->audit, AUDIT_TEXTS));
}

static void check_all(struct cache_check *c)
{
    const struct mission *m = c->mission;
    for (int i = 0; i < m->source_count && m->sources != mission_default.sources; i++)
        check_source(c, i);
    for (int i = 0; i < m->channel_count; i++)
        check_channel(c, &m->channels[i]);
    for (int i = 0; i < m->word_count && m->word_lines != NULL; i++)
        check_word(c, i);
}

int check_against_cache(const struct mission *mission, const char *name, const char *cache,
                        struct err *err)
{
    struct cache_check c = {.mission = mission, .name = name};
    struct schema_set *schemas = schema_set_new();
    char path[STORE_PATH_SIZE];
    int64_t count = 0;
    int rc = store_cache_path(cache, mission->name, path, err);
    if (rc == 0)
        rc = reader_open(&c.reader, path, err);
    if (rc == 0)
        rc = schema_rows_load(c.reader, schemas, err);
    c.audit = source_audit_new(mission, schemas);
    if (rc == 0)
        rc = take_messages(&c, &count, err);
    if (rc == 0) {
        check_all(&c);
        printf("%s: %d warning%s after %lld message%s of the cache\n", name, c.warnings,
               c.warnings == 1 ? "" : "s", (long long)count, count == 1 ? "" : "s");
    }
    source_audit_free(c.audit);
    reader_close(c.reader);
    schema_set_free(schemas);
    return rc;
}
