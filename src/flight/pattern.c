/* The format "pattern": text in which a source of the mission finds numbers; it stays an event. */
#include "flight/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "flight/decode.h"
#include "flight/mission.h"

enum { MATCH_LIMIT = 10000, HEAP_KIB = 1024 };

struct pattern {
    pcre2_code *code;
    pcre2_match_context *limits;
    uint32_t groups, entry_size; /* the table of names: group number (2 bytes), name, NUL */
    PCRE2_SPTR names;
};

static int compile(struct pattern **out, const char *text, uint32_t options, struct err *err)
{
    int code;
    size_t at;
    *out = NULL;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED,
                                         PCRE2_UTF | options, &code, &at, NULL);
    if (compiled == NULL) {
        PCRE2_UCHAR why[120];
        pcre2_get_error_message(code, why, sizeof why);
        return err_set(err, ERR_USAGE, "character %zu: %s", at + 1, (const char *)why);
    }
    struct pattern *p = mem_zero(1, sizeof *p);
    p->code = compiled;
    p->limits = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(p->limits, MATCH_LIMIT);
    pcre2_set_heap_limit(p->limits, HEAP_KIB);
    pcre2_pattern_info(compiled, PCRE2_INFO_NAMECOUNT, &p->groups);
    pcre2_pattern_info(compiled, PCRE2_INFO_NAMEENTRYSIZE, &p->entry_size);
    pcre2_pattern_info(compiled, PCRE2_INFO_NAMETABLE, &p->names);
    *out = p;
    return 0;
}

int pattern_open(struct pattern **out, const char *text, struct err *err)
{
    int rc = compile(out, text, 0, err);
    if (rc != 0 || (*out)->groups > 0)
        return rc;
    pattern_close(*out);
    *out = NULL;
    return err_set(err, ERR_USAGE, "it has no named group, such as alt=(?<alt>[0-9.]+)");
}

int pattern_open_whole(struct pattern **out, const char *text, struct err *err)
{
    return compile(out, text, PCRE2_ANCHORED | PCRE2_ENDANCHORED, err);
}

bool pattern_fits(const struct pattern *p, struct bytes text)
{
    if (bytes_is_null(text) || !text_is_utf8(text))
        return false;
    pcre2_match_data *found = pcre2_match_data_create(1, NULL);
    int rc = pcre2_match(p->code, text.data, text.len, 0, PCRE2_NO_UTF_CHECK, found, p->limits);
    pcre2_match_data_free(found);
    return rc >= 0;
}

void pattern_close(struct pattern *p)
{
    if (p == NULL)
        return;
    pcre2_match_context_free(p->limits);
    pcre2_code_free(p->code);
    free(p);
}

/* Adds the numbers that the groups hold. */
static void take_groups(const struct pattern *p, struct bytes text, const size_t *offsets,
                        struct decoded *out, const struct field_sink *sink)
{
    for (uint32_t i = 0; i < p->groups; i++) {
        PCRE2_SPTR entry = p->names + i * p->entry_size;
        size_t group = (size_t)entry[0] << 8 | entry[1];
        size_t from = offsets[2 * group], to = offsets[2 * group + 1];
        struct message_field field = {.name = bytes_of((const char *)entry + 2)};
        if (from == PCRE2_UNSET || to < from)
            continue;
        field.says = bytes_make(text.data + from, to - from);
        if (decoded_quoted(field.says, &field.value)) {
            field.number = true;
            field.dropped = !decoded_add(out, field.name, field.value, field.says);
        }
        if (sink != NULL)
            sink->fn(sink->owner, &field);
    }
}

static void find_numbers(const struct pattern *p, struct bytes text, struct decoded *out,
                         const struct field_sink *sink)
{
    pcre2_match_data *found = pcre2_match_data_create_from_pattern(p->code, NULL);
    int rc = pcre2_match(p->code, text.data, text.len, 0, PCRE2_NO_UTF_CHECK, found, p->limits);
    if (rc > 0)
        take_groups(p, text, pcre2_get_ovector_pointer(found), out, sink);
    pcre2_match_data_free(found);
}

static enum format_fit pattern_decode(const struct mission *mission, struct bytes text,
                                      struct decoded *out, const struct field_sink *sink)
{
    for (int i = 0; i < mission->source_count; i++)
        if (mission->sources[i].code != NULL)
            find_numbers(mission->sources[i].code, text, out, sink);
    if (out->count == 0)
        return FORMAT_NOT;
    out->text = bytes_trim(text);
    return FORMAT_FITS;
}

const struct message_format format_pattern = {
    .words = "text with values", .source = MISSION_TEXT, .decode = pattern_decode};
