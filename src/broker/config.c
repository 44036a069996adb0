/* config.c: looking up, checking and setting values; the rows are in config.h. */
#include "broker/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"

#define ROW(key, kind, initial, low, high, words, default_from, text)                              \
    {                                                                                              \
        .name = (key), .type = CONFIG_##kind, .fallback = (initial), .least = (low),               \
        .most = (high), .choices = (words), .broker_key = (default_from), .help = (text)           \
    }
static const struct config_row topic_rows[] = {
#define X(id, ...) [TOPIC_##id] = ROW(__VA_ARGS__),
    TOPIC_KEYS(X)
#undef X
};

static const struct config_row broker_rows[] = {
#define X(id, ...) [BROKER_##id] = ROW(__VA_ARGS__),
    BROKER_KEYS(X)
#undef X
};
#undef ROW

static void init(struct config *c, const struct config_row *rows, size_t count)
{
    *c = (struct config){.rows = rows, .count = count};
    c->values = mem_zero(count, sizeof *c->values);
}

void config_init_broker(struct config *c)
{
    init(c, broker_rows, ARRAY_SIZE(broker_rows));
}

void config_init_topic(struct config *c)
{
    init(c, topic_rows, ARRAY_SIZE(topic_rows));
}

void config_copy(struct config *to, const struct config *from)
{
    init(to, from->rows, from->count);
    for (size_t i = 0; i < from->count; i++) {
        to->values[i].number = from->values[i].number;
        to->values[i].text = mem_text(from->values[i].text);
    }
}

void config_deinit(struct config *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->values[i].text);
    free(c->values);
    *c = (struct config){0};
}

int config_find(const struct config *c, struct bytes name)
{
    for (size_t i = 0; i < c->count; i++)
        if (bytes_equal(bytes_of(c->rows[i].name), name))
            return (int)i;
    return -1;
}

/* ---- checking ---- */

static bool is_choice(const char *choices, struct bytes word)
{
    for (const char *at = choices; *at != '\0';) {
        size_t len = strcspn(at, ",");
        if (bytes_equal(bytes_make(at, len), word))
            return true;
        at += len + strspn(at + len, ", ");
    }
    return false;
}

static int refuse(const struct config_row *row, const char *text, struct err *err, const char *why)
{
    return err_set(err, ERR_USAGE, "Invalid value %s for configuration %s: %s", text, row->name,
                   why);
}

static int check_choices(const struct config_row *row, const char *text, struct err *err)
{
    char why[160];
    snprintf(why, sizeof why, "String must be one of: %s", row->choices);
    for (const char *at = text;;) {
        size_t len = row->type == CONFIG_LIST ? strcspn(at, ",") : strlen(at);
        size_t skip = strspn(at, " ");
        if (!is_choice(row->choices, bytes_make(at + skip, len > skip ? len - skip : 0)))
            return refuse(row, text, err, why);
        if (at[len] == '\0')
            return 0;
        at += len + 1;
    }
}

static int check_range(const struct config_row *row, const char *text, double value,
                       struct err *err)
{
    char why[80];
    if (value < (double)row->least) {
        snprintf(why, sizeof why, "Value must be at least %lld", (long long)row->least);
        return refuse(row, text, err, why);
    }
    if (value > (double)row->most) {
        snprintf(why, sizeof why, "Value must be no more than %lld", (long long)row->most);
        return refuse(row, text, err, why);
    }
    return 0;
}

static int check_whole(const struct config_row *row, const char *text, int64_t *number,
                       struct err *err)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    bool fits =
        errno == 0 && (row->type != CONFIG_INT || (value >= INT32_MIN && value <= INT32_MAX));
    if (end == text || *end != '\0' || !fits)
        return refuse(row, text, err,
                      row->type == CONFIG_LONG ? "Not a number of type LONG"
                                               : "Not a number of type INT");
    *number = value;
    return check_range(row, text, (double)value, err);
}

/* Reads `text` by the row's type; `number` is 0 if it is not a number. */
static int read_value(const struct config_row *row, const char *text, int64_t *number,
                      struct err *err)
{
    char *end;
    *number = 0;
    switch (row->type) {
    case CONFIG_BOOLEAN:
        if (strcasecmp(text, "true") != 0 && strcasecmp(text, "false") != 0)
            return refuse(row, text, err, "Expected value to be either true or false");
        *number = strcasecmp(text, "true") == 0;
        return 0;
    case CONFIG_INT:
    case CONFIG_SHORT:
    case CONFIG_LONG:
        return check_whole(row, text, number, err);
    case CONFIG_DOUBLE: {
        double value = strtod(text, &end);
        if (end == text || *end != '\0')
            return refuse(row, text, err, "Not a number of type DOUBLE");
        return check_range(row, text, value, err);
    }
    case CONFIG_STRING:
    case CONFIG_LIST:
        break;
    }
    return row->choices != NULL ? check_choices(row, text, err) : 0;
}

int config_set(struct config *c, int row, struct bytes value, struct err *err)
{
    struct config_value fresh = {0};
    if (value.len > INT16_MAX) /* appending could go on forever */
        return err_set(err, ERR_USAGE, "Invalid value for configuration %s: too long",
                       c->rows[row].name);
    if (!bytes_is_null(value)) {
        fresh.text = mem_text_of(value);
        int rc = read_value(&c->rows[row], fresh.text, &fresh.number, err);
        if (rc != 0) {
            free(fresh.text);
            return rc;
        }
    }
    free(c->values[row].text);
    c->values[row] = fresh;
    return 0;
}

/* ---- reading ---- */

static int64_t fallback_number(const struct config_row *row)
{
    int64_t number = 0;
    if (row->fallback != NULL)
        read_value(row, row->fallback, &number, NULL);
    return number;
}

int64_t config_number(const struct config *broker, enum broker_key key)
{
    const struct config_value *v = &broker->values[key];
    return v->text != NULL ? v->number : fallback_number(&broker->rows[key]);
}

const char *config_text(const struct config *broker, enum broker_key key)
{
    return config_broker_text(broker, (int)key, NULL);
}

const char *config_broker_text(const struct config *broker, int row, enum config_source *source)
{
    bool set = broker->values[row].text != NULL;
    if (source != NULL)
        *source = set ? CONFIG_FROM_BROKER : CONFIG_FROM_DEFAULT;
    return set ? broker->values[row].text : broker->rows[row].fallback;
}

/* The value set for the topic, else the one set for the broker, else NULL. */
static const struct config_value *topic_value(const struct config *topic,
                                              const struct config *broker, enum topic_key key,
                                              enum config_source *source)
{
    const struct config_row *row = &topic->rows[key];
    *source = CONFIG_FROM_TOPIC;
    if (topic->values[key].text != NULL)
        return &topic->values[key];
    int from = row->broker_key != NULL ? config_find(broker, bytes_of(row->broker_key)) : -1;
    *source =
        from >= 0 && broker->values[from].text != NULL ? CONFIG_FROM_BROKER : CONFIG_FROM_DEFAULT;
    return *source == CONFIG_FROM_BROKER ? &broker->values[from] : NULL;
}

const char *config_topic_text(const struct config *topic, const struct config *broker,
                              enum topic_key key, enum config_source *source)
{
    enum config_source unused;
    const struct config_value *v =
        topic_value(topic, broker, key, source != NULL ? source : &unused);
    return v != NULL ? v->text : topic->rows[key].fallback;
}

int64_t config_topic_number(const struct config *topic, const struct config *broker,
                            enum topic_key key)
{
    enum config_source source;
    const struct config_value *v = topic_value(topic, broker, key, &source);
    return v != NULL ? v->number : fallback_number(&topic->rows[key]);
}

/* ---- the broker's own ---- */

static void settle_ms(struct config *broker, enum broker_key ms, enum broker_key from,
                      int64_t unit_ms)
{
    if (broker->values[ms].text != NULL || broker->values[from].text == NULL)
        return;
    int64_t value = broker->values[from].number;
    broker->values[ms].number = value < 0 ? -1 : value * unit_ms;
    broker->values[ms].text = mem_printf("%lld", (long long)broker->values[ms].number);
}

void config_derive(struct config *broker)
{
    settle_ms(broker, BROKER_LOG_RETENTION_MS, BROKER_LOG_RETENTION_MINUTES, 60 * 1000);
    settle_ms(broker, BROKER_LOG_RETENTION_MS, BROKER_LOG_RETENTION_HOURS, 3600 * 1000);
    settle_ms(broker, BROKER_LOG_ROLL_MS, BROKER_LOG_ROLL_HOURS, 3600 * 1000);
    settle_ms(broker, BROKER_NODE_ID, BROKER_BROKER_ID, 1); /* its old name */
}

int config_set_pair(struct config *broker, const char *pair, struct err *err)
{
    const char *equals = strchr(pair, '=');
    if (equals == NULL)
        return err_set(err, ERR_USAGE, "expected KEY=VALUE, not \"%s\"", pair);
    struct bytes name = bytes_make(pair, (size_t)(equals - pair));
    int row = config_find(broker, name);
    if (row < 0)
        return err_set(err, ERR_USAGE, "unknown broker configuration key %.*s", (int)name.len,
                       pair);
    return config_set(broker, row, bytes_of(equals + 1), err);
}
