/* assignment.c: reading --replica-assignment as TopicCommand does. */
#include "tools/assignment.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"

static int parse_broker(struct bytes word, int32_t *out, struct thrown *t)
{
    char text[64], *end;
    bytes_to_text(bytes_trim(word), text, sizeof text);
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end != '\0' || errno != 0 || value < INT32_MIN || value > INT32_MAX)
        return thrown_set(t, "java.lang.NumberFormatException", "For input string: \"%s\"", text);
    *out = (int32_t)value;
    return 0;
}

static int parse_brokers(struct bytes part, struct arena *arena, struct wire_i32s *out,
                         struct thrown *t)
{
    out->items = arena_array(arena, part.len, sizeof *out->items);
    out->count = 0;
    for (size_t at = 0; at <= part.len;) {
        const uint8_t *colon = memchr(part.data + at, ':', part.len - at);
        size_t end = colon == NULL ? part.len : (size_t)(colon - part.data);
        int32_t broker = 0;
        if (parse_broker(bytes_make(part.data + at, end - at), &broker, t) != 0)
            return -1;
        for (int32_t i = 0; i < out->count; i++)
            if (out->items[i] == broker)
                return thrown_set(t, "org.apache.kafka.tools.AdminCommandFailedException",
                                  "Partition replica lists may not contain duplicate entries: %d",
                                  broker);
        out->items[out->count++] = broker;
        at = end + 1;
    }
    return 0;
}

static int refuse_length(size_t partition, const struct wire_i32s *brokers, struct thrown *t)
{
    struct buf list = {0};
    for (int32_t i = 0; i < brokers->count; i++)
        buf_printf(&list, "%s%d", i > 0 ? ", " : "", brokers->items[i]);
    thrown_set(t, "org.apache.kafka.tools.AdminOperationException",
               "Partition %zu has different replication factor: [%s]", partition, buf_text(&list));
    buf_deinit(&list);
    return -1;
}

int assignment_parse(const char *text, struct arena *arena, struct assignment *out,
                     struct thrown *t)
{
    size_t len = strlen(text);
    out->partitions = arena_array(arena, len, sizeof *out->partitions);
    out->count = 0;
    while (len > 0 && text[len - 1] == ',')
        len--; /* Java's split drops empty parts at the end */
    for (size_t at = 0; at < len;) {
        size_t part = strcspn(text + at, ",");
        if (at + part > len)
            part = len - at;
        struct wire_i32s *brokers = &out->partitions[out->count];
        if (parse_brokers(bytes_make(text + at, part), arena, brokers, t) != 0)
            return -1;
        if (brokers->count != out->partitions[0].count)
            return refuse_length(out->count, brokers, t);
        out->count++;
        at += part + 1;
    }
    return 0;
}
