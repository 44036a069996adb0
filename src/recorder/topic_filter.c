/* topic_filter.c: PCRE2 with match limits, so that no pattern takes long. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "recorder/topic_filter.h"

#include <pcre2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { MATCH_STEPS = 100000, MATCH_DEPTH = 1000, MOST_NAMED = 5, LONGEST_NAME = 249 };

struct topic_filter {
    const char *const *names;
    size_t count;
    const char *pattern_text; /* NULL: none */
    pcre2_code *pattern;
    pcre2_match_context *limits;
};

/* Refuses names that no topic can have, or that are never recorded: they would be awaited forever.
 */
static int check_name(const char *name, struct err *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    size_t len = strlen(name);
    if (strncmp(name, "__", 2) == 0)
        return err_set(err, ERR_USAGE,
                       "--topic: %.100s is internal to Kafka (it begins with __) and cannot be "
                       "recorded",
                       name);
    if (len == 0 || len > LONGEST_NAME || strspn(name, allowed) != len || strcmp(name, ".") == 0 ||
        strcmp(name, "..") == 0)
        return err_set(err, ERR_USAGE,
                       "--topic: invalid topic name \"%.100s\": a name has 1 to 249 ASCII letters, "
                       "digits, '.', '_' and '-'; --include takes a pattern",
                       name);
    return 0;
}

int topic_filter_open(struct topic_filter **out, const char *const *names, size_t count,
                      const char *pattern, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        int rc = check_name(names[i], err);
        if (rc != 0)
            return rc;
    }
    struct topic_filter *t = mem_zero(1, sizeof *t);
    t->names = names;
    t->count = count;
    t->pattern_text = pattern;
    *out = t;
    if (pattern == NULL)
        return 0;
    int code;
    PCRE2_SIZE at;
    t->pattern = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                               PCRE2_ANCHORED | PCRE2_ENDANCHORED, &code, &at, NULL);
    if (t->pattern != NULL) {
        t->limits = pcre2_match_context_create(NULL);
        pcre2_set_match_limit(t->limits, MATCH_STEPS);
        pcre2_set_depth_limit(t->limits, MATCH_DEPTH);
        return 0;
    }
    PCRE2_UCHAR why[120];
    pcre2_get_error_message(code, why, sizeof why);
    topic_filter_close(t);
    *out = NULL;
    return err_set(err, ERR_USAGE,
                   "--include: invalid regular expression \"%.100s\": %s at character %zu", pattern,
                   (const char *)why, at + 1);
}

void topic_filter_close(struct topic_filter *t)
{
    if (t == NULL)
        return;
    pcre2_match_context_free(t->limits);
    pcre2_code_free(t->pattern);
    free(t);
}

static bool matches(const struct topic_filter *t, const char *topic)
{
    if (t->pattern == NULL)
        return false;
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    int found =
        pcre2_match(t->pattern, (PCRE2_SPTR)topic, PCRE2_ZERO_TERMINATED, 0, 0, match, t->limits);
    pcre2_match_data_free(match);
    return found >= 0;
}

bool topic_filter_wants(void *ctx, const char *topic)
{
    const struct topic_filter *t = ctx;
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->names[i], topic) == 0)
            return true;
    }
    return t->pattern != NULL ? matches(t, topic) : t->count == 0;
}

void topic_filter_names(const struct topic_filter *t, char *out, size_t size)
{
    struct buf text = {0};
    for (size_t i = 0; i < t->count; i++)
        buf_printf(&text, "%s%s", i == 0 ? "" : " ", t->names[i]);
    bytes_to_text(buf_bytes(&text), out, size);
    buf_deinit(&text);
}

void topic_filter_words(const struct topic_filter *t, char *out, size_t size)
{
    struct buf text = {0};
    for (size_t i = 0; i < t->count && i < MOST_NAMED; i++)
        buf_printf(&text, "%s%s", i == 0 ? t->count == 1 ? "topic " : "topics " : ", ",
                   t->names[i]);
    if (t->count > MOST_NAMED)
        buf_printf(&text, " and %zu more", t->count - MOST_NAMED);
    if (t->pattern != NULL)
        buf_printf(&text, "%s %s", t->count > 0 ? " and those matching" : "topics matching",
                   t->pattern_text);
    if (text.len == 0)
        buf_add_text(&text, "all topics");
    bytes_to_text(buf_bytes(&text), out, size);
    buf_deinit(&text);
}

static bool has_topic(const struct ingest_view *view, const char *name)
{
    for (int i = 0; i < view->count; i++)
        if (strcmp(view->parts[i].topic, name) == 0)
            return true;
    return false;
}

static bool has_match(const struct ingest_view *view, const struct topic_filter *t)
{
    for (int i = 0; i < view->count; i++)
        if (matches(t, view->parts[i].topic))
            return true;
    return false;
}

/* "no topic a, b and 3 more"; "" when all are there. */
static void name_missing(const struct topic_filter *t, const struct ingest_view *view,
                         struct buf *out)
{
    int missing = 0;
    for (size_t i = 0; i < t->count; i++) {
        if (has_topic(view, t->names[i]))
            continue;
        if (missing++ < MOST_NAMED)
            buf_printf(out, "%s%s", missing == 1 ? "no topic " : ", ", t->names[i]);
    }
    if (missing > MOST_NAMED)
        buf_printf(out, " and %d more", missing - MOST_NAMED);
}

bool topic_filter_missing(const struct topic_filter *t, const struct ingest_view *view, char *out,
                          size_t size, bool *asked)
{
    struct buf text = {0};
    *asked = t->count > 0 || t->pattern != NULL;
    name_missing(t, view, &text);
    if (t->pattern != NULL && !has_match(view, t))
        buf_printf(&text, "%sno topic that matches %.100s", text.len > 0 ? ", and " : "",
                   t->pattern_text);
    if (!*asked && view->count == 0)
        buf_add_text(&text, "no topics");
    bool missing = text.len > 0;
    bytes_to_text(buf_bytes(&text), out, size);
    buf_deinit(&text);
    return missing;
}
