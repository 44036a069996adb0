/* topics.c: PCRE2 with limits: a pattern may be slow, but not for long. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "recorder/topics.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { MATCH_STEPS = 100000, MATCH_DEPTH = 1000 };

struct topics {
    const char *const *names;
    size_t count;
    pcre2_code *pattern;
    pcre2_match_context *limits;
};

int topics_open(struct topics **out, const char *const *names, size_t count, const char *pattern,
                struct err *err)
{
    struct topics *t = mem_zero(1, sizeof *t);
    t->names = names;
    t->count = count;
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
    topics_close(t);
    *out = NULL;
    return err_set(err, ERR_USAGE,
                   "--include: \"%.100s\" is no regular expression: %s at character %zu", pattern,
                   (const char *)why, at + 1);
}

void topics_close(struct topics *t)
{
    if (t == NULL)
        return;
    pcre2_match_context_free(t->limits);
    pcre2_code_free(t->pattern);
    free(t);
}

bool topics_wants(void *ctx, const char *topic)
{
    const struct topics *t = ctx;
    for (size_t i = 0; i < t->count; i++) {
        if (strcmp(t->names[i], topic) == 0)
            return true;
    }
    if (t->pattern == NULL)
        return t->count == 0;
    pcre2_match_data *match = pcre2_match_data_create(1, NULL);
    int found =
        pcre2_match(t->pattern, (PCRE2_SPTR)topic, PCRE2_ZERO_TERMINATED, 0, 0, match, t->limits);
    pcre2_match_data_free(match);
    return found >= 0;
}
