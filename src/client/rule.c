/* rule.c: checks as org.apache.kafka.common.config.ConfigDef makes them. */
#include "client/rule.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/bytes.h"

static int refuse(const struct rule *rule, const char *value, struct err *err, const char *why,
                  const char *detail)
{
    return err_set(err, ERR_USAGE, "Invalid value %.100s for configuration %s: %s%s", value,
                   rule->name, why, detail);
}

static bool same_word(struct bytes a, struct bytes b, bool ignore_case)
{
    if (a.len != b.len)
        return false;
    return ignore_case ? strncasecmp((const char *)a.data, (const char *)b.data, a.len) == 0
                       : memcmp(a.data, b.data, a.len) == 0;
}

static bool is_choice(const struct rule *rule, struct bytes word)
{
    for (const char *at = rule->choices; *at != '\0';) {
        size_t len = strcspn(at, ",");
        if (same_word(bytes_make(at, len), word, rule->ignore_case))
            return true;
        at += len + strspn(at + len, ", ");
    }
    return false;
}

static int check_words(const struct rule *rule, const char *value, struct err *err)
{
    struct bytes rest = bytes_trim(bytes_of(value));
    const char *why = rule->ignore_case ? "String must be one of (case insensitive): "
                                        : "String must be one of: ";
    if (rule->type == RULE_STRING)
        return is_choice(rule, rest) ? 0 : refuse(rule, value, err, why, rule->choices);
    while (rest.len > 0) {
        const uint8_t *comma = memchr(rest.data, ',', rest.len);
        size_t len = comma == NULL ? rest.len : (size_t)(comma - rest.data);
        char word[64];
        bytes_to_text(bytes_make(rest.data, len), word, sizeof word);
        if (!is_choice(rule, bytes_trim(bytes_of(word))))
            return refuse(rule, word, err, "String must be one of: ", rule->choices);
        rest = bytes_make(rest.data + len, rest.len - len);
        if (comma != NULL)
            rest = bytes_make(rest.data + 1, rest.len - 1);
    }
    return 0;
}

/* Integer.parseInt and Long.parseLong: a sign and digits, within the type's range. */
static bool read_number(const struct rule *rule, const char *value, double *out)
{
    char text[64], *end;
    bytes_to_text(bytes_trim(bytes_of(value)), text, sizeof text);
    const char *digits = text + (*text == '-' || *text == '+' ? 1 : 0);
    errno = 0;
    if (rule->type == RULE_DOUBLE) {
        *out = strtod(text, &end);
        return end != text && *end == '\0';
    }
    long long whole = strtoll(text, &end, 10);
    *out = (double)whole;
    return isdigit((unsigned char)*digits) && *end == '\0' && errno == 0 &&
           (rule->type == RULE_LONG || (whole >= INT32_MIN && whole <= INT32_MAX));
}

static int check_number(const struct rule *rule, const char *value, struct err *err)
{
    static const char *const types[] = {
        [RULE_INT] = "INT", [RULE_LONG] = "LONG", [RULE_DOUBLE] = "DOUBLE"};
    double number;
    if (!read_number(rule, value, &number))
        return refuse(rule, value, err, "Not a number of type ", types[rule->type]);
    if (!isinf(rule->least) && number < rule->least)
        return err_set(err, ERR_USAGE,
                       "Invalid value %.100s for configuration %s: Value must be at least %.0f",
                       value, rule->name, rule->least);
    if (!isinf(rule->most) && number > rule->most)
        return err_set(err, ERR_USAGE,
                       "Invalid value %.100s for configuration %s: Value must be no more than %.0f",
                       value, rule->name, rule->most);
    return 0;
}

int rule_check(const struct rule *rule, const char *value, struct err *err)
{
    struct bytes word = bytes_trim(bytes_of(value));
    switch (rule->type) {
    case RULE_STRING:
    case RULE_LIST:
        return rule->choices == NULL ? 0 : check_words(rule, value, err);
    case RULE_BOOLEAN:
        if (same_word(word, bytes_of("true"), true) || same_word(word, bytes_of("false"), true))
            return 0;
        return refuse(rule, value, err, "Expected value to be either true or false", "");
    case RULE_INT:
    case RULE_LONG:
    case RULE_DOUBLE:
        break;
    }
    return check_number(rule, value, err);
}
