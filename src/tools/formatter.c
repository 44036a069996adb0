/* formatter.c: the default formatter; LoggingMessageFormatter prints the same (what it logs besides
 * is below the level that Kafka's tools show), NoOpMessageFormatter nothing. */
#include "tools/formatter.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "tools/clean.h"
#include "tools/java.h"

static const char package[] = "org.apache.kafka.tools.consumer.";

static void read_flag(const struct properties *p, const char *name, bool *out)
{
    const char *value = properties_get(p, name);
    if (value == NULL)
        return;
    value += strspn(value, " \t");
    *out = strncasecmp(value, "true", 4) == 0 && value[4 + strspn(value + 4, " \t")] == '\0';
}

static char *text_or(const struct properties *p, const char *name, const char *fallback)
{
    const char *value = properties_get(p, name);
    return mem_text(value != NULL ? value : fallback);
}

static void read_part(const struct properties *p, const char *name, bool is_key,
                      struct formatter_part *out)
{
    const char *class_name = properties_get(p, name);
    struct thrown t = {0};
    if (class_name == NULL)
        return;
    out->deserializer = deserializer_find(class_name);
    if (out->deserializer == NULL)
        java_no_class(&t, "kafka-console-consumer", class_name, deserializer_names);
    else if (deserializer_encoding(p, name, is_key, &out->encoding) != 0)
        thrown_bare(&t, "java.nio.charset.UnsupportedCharsetException");
    if (thrown_any(&t))
        thrown_log("ERROR", "org.apache.kafka.tools.consumer.DefaultMessageFormatter", &t,
                   "Unable to instantiate a deserializer from %s", class_name);
    thrown_deinit(&t);
}

static int check_class(struct formatter *f, const char *class_name, const struct properties *p,
                       struct thrown *t)
{
    int rc = schema_printer_open(&f->schemas, class_name, p, t);
    if (rc != 0 || f->schemas != NULL)
        return rc;
    const char *known[] = {"DefaultMessageFormatter", "LoggingMessageFormatter",
                           "NoOpMessageFormatter"};
    size_t len = strlen(package);
    for (size_t i = 0; strncmp(class_name, package, len) == 0 && i < ARRAY_SIZE(known); i++)
        if (strcmp(class_name + len, known[i]) == 0) {
            f->silent = i == 2;
            return 0;
        }
    return java_no_class(t, "kafka-console-consumer", class_name,
                         "the Default, Logging and NoOpMessageFormatter of "
                         "org.apache.kafka.tools.consumer, io.confluent.kafka.formatter."
                         "AvroMessageFormatter and .json.JsonSchemaMessageFormatter");
}

int formatter_init(struct formatter *f, const char *class_name, const struct properties *p,
                   struct thrown *t)
{
    *f = (struct formatter){
        .value = true,
        .key_separator = text_or(p, "key.separator", "\t"),
        .line_separator = text_or(p, "line.separator", "\n"),
        .headers_separator = text_or(p, "headers.separator", ","),
        .null_literal = text_or(p, "null.literal", "null"),
    };
    if (check_class(f, class_name, p, t) != 0)
        return -1;
    read_flag(p, "print.timestamp", &f->timestamp);
    read_flag(p, "print.partition", &f->partition);
    read_flag(p, "print.offset", &f->offset);
    read_flag(p, "print.delivery", &f->delivery);
    read_flag(p, "print.epoch", &f->epoch);
    read_flag(p, "print.headers", &f->headers);
    read_flag(p, "print.key", &f->key);
    read_flag(p, "print.value", &f->value);
    read_part(p, "key.deserializer", true, &f->key_part);
    read_part(p, "value.deserializer", false, &f->value_part);
    read_part(p, "headers.deserializer", false, &f->headers_part);
    return 0;
}

void formatter_deinit(struct formatter *f)
{
    free(f->key_separator);
    free(f->line_separator);
    free(f->headers_separator);
    free(f->null_literal);
    schema_printer_close(f->schemas);
    *f = (struct formatter){0};
}

static int add_bytes(const struct formatter *f, const struct formatter_part *part, struct bytes b,
                     struct buf *out, struct thrown *t)
{
    size_t from = out->len;
    int rc = 0;
    bool null = bytes_is_null(b), named = part != &f->headers_part && f->schemas != NULL;
    if (null)
        b = bytes_of(f->null_literal); /* which a deserialiser then reads, as Kafka's does */
    if (part->deserializer != NULL)
        rc = deserializer_print(part->deserializer, part->encoding, b, out, t);
    else if (named && !null)
        rc = schema_printer_print(f->schemas, b, out, t);
    else
        buf_add_bytes(out, b);
    if (f->clean)
        clean_tail(out, from);
    return rc;
}

static void add_header_name(const struct formatter *f, const char *name, struct buf *out)
{
    size_t from = out->len;
    buf_add_text(out, name);
    if (f->clean)
        clean_tail(out, from);
}

static int add_timestamp(const struct formatter *f, const struct client_record *r, struct buf *out,
                         struct thrown *t)
{
    (void)f, (void)t;
    if (r->time_kind == CLIENT_TIME_NONE)
        buf_add_text(out, "NO_TIMESTAMP");
    else
        buf_printf(out, "%s:%lld",
                   r->time_kind == CLIENT_TIME_CREATE ? "CreateTime" : "LogAppendTime",
                   (long long)r->time_ms);
    return 0;
}

static int add_partition(const struct formatter *f, const struct client_record *r, struct buf *out,
                         struct thrown *t)
{
    (void)f, (void)t;
    buf_printf(out, "Partition:%d", r->partition);
    return 0;
}

static int add_offset(const struct formatter *f, const struct client_record *r, struct buf *out,
                      struct thrown *t)
{
    (void)f, (void)t;
    buf_printf(out, "Offset:%lld", (long long)r->offset);
    return 0;
}

/* Kafka's console consumer hands its formatter records without either. */
static int add_delivery(const struct formatter *f, const struct client_record *r, struct buf *out,
                        struct thrown *t)
{
    (void)f, (void)r, (void)t;
    buf_add_text(out, "Delivery:NOT_PRESENT");
    return 0;
}

static int add_epoch(const struct formatter *f, const struct client_record *r, struct buf *out,
                     struct thrown *t)
{
    (void)f, (void)r, (void)t;
    buf_add_text(out, "Epoch:NOT_PRESENT");
    return 0;
}

static int add_headers(const struct formatter *f, const struct client_record *r, struct buf *out,
                       struct thrown *t)
{
    if (r->header_count == 0)
        buf_add_text(out, "NO_HEADERS");
    for (size_t i = 0; i < r->header_count; i++) {
        add_header_name(f, r->headers[i].name, out);
        buf_add_byte(out, ':');
        if (add_bytes(f, &f->headers_part, r->headers[i].value, out, t) != 0)
            return -1;
        if (i + 1 < r->header_count)
            buf_add_text(out, f->headers_separator);
    }
    return 0;
}

static int add_key(const struct formatter *f, const struct client_record *r, struct buf *out,
                   struct thrown *t)
{
    return add_bytes(f, &f->key_part, r->key, out, t);
}

static int add_value(const struct formatter *f, const struct client_record *r, struct buf *out,
                     struct thrown *t)
{
    return add_bytes(f, &f->value_part, r->value, out, t);
}

int formatter_write(const struct formatter *f, const struct client_record *record, struct buf *out,
                    struct thrown *t)
{
    const struct {
        bool wanted;
        int (*add)(const struct formatter *f, const struct client_record *r, struct buf *out,
                   struct thrown *t);
    } columns[] = {
        {f->timestamp, add_timestamp},
        {f->partition, add_partition},
        {f->offset, add_offset},
        {f->delivery, add_delivery},
        {f->epoch, add_epoch},
        {f->headers, add_headers},
        {f->key, add_key},
        {f->value, add_value},
    };
    if (f->silent)
        return 0;
    const char *pending = NULL; /* the separator that goes before the next column */
    for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
        if (!columns[i].wanted)
            continue;
        if (pending != NULL)
            buf_add_text(out, pending);
        pending = f->key_separator;
        if (columns[i].add(f, record, out, t) != 0)
            return -1;
    }
    if (pending != NULL)
        buf_add_text(out, f->line_separator);
    return 0;
}
