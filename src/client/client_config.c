/* client_config.c: the table of client properties, and checking against it. Types, ranges and
 * choices are Apache Kafka 4.1's. */
#include <stdio.h>

#include "client/client_config_table.h"

#define NUMBER(kind, low) .type = RULE_##kind, .least = (low), .most = RULE_FREE
#define WORDS(list) .type = RULE_STRING, .choices = (list)
#define ANYTHING .type = RULE_STRING

enum {
    P = CLIENT_PRODUCER,
    C = CLIENT_CONSUMER,
    PC = CLIENT_PRODUCER | CLIENT_CONSUMER,
    ALL = CLIENT_PRODUCER | CLIENT_CONSUMER | CLIENT_ADMIN,
};

/* clang-format off */
static const struct client_config_row rows[] = {
    /* reaching the cluster */
    {{.name = "bootstrap.servers", ANYTHING}, ALL, "bootstrap.servers"},
    {{.name = "client.id", ANYTHING}, ALL, "client.id"},
    {{.name = "client.rack", ANYTHING}, C, "client.rack"},
    {{.name = "client.dns.lookup", WORDS("use_all_dns_ips, resolve_canonical_bootstrap_servers_only")}, ALL, NULL},
    {{.name = "connections.max.idle.ms", NUMBER(LONG, RULE_FREE)}, ALL, "connections.max.idle.ms"},
    {{.name = "default.api.timeout.ms", NUMBER(INT, 0)}, C | CLIENT_ADMIN, NULL},
    {{.name = "metadata.max.age.ms", NUMBER(LONG, 0)}, ALL, "topic.metadata.refresh.interval.ms"},
    {{.name = "receive.buffer.bytes", NUMBER(INT, -1)}, ALL, "socket.receive.buffer.bytes"},
    {{.name = "reconnect.backoff.max.ms", NUMBER(LONG, 0)}, ALL, "reconnect.backoff.max.ms"},
    {{.name = "reconnect.backoff.ms", NUMBER(LONG, 0)}, ALL, "reconnect.backoff.ms"},
    {{.name = "request.timeout.ms", NUMBER(INT, 0)}, P, "request.timeout.ms"},
    {{.name = "request.timeout.ms", NUMBER(INT, 0)}, C | CLIENT_ADMIN, "socket.timeout.ms"},
    {{.name = "retries", .type = RULE_INT, .least = 0, .most = INT32_MAX}, P, "retries"},
    {{.name = "retries", .type = RULE_INT, .least = 0, .most = INT32_MAX}, CLIENT_ADMIN, NULL},
    {{.name = "retry.backoff.max.ms", NUMBER(LONG, 0)}, ALL, NULL},
    {{.name = "retry.backoff.ms", NUMBER(LONG, 0)}, ALL, "retry.backoff.ms"},
    {{.name = "send.buffer.bytes", NUMBER(INT, -1)}, ALL, "socket.send.buffer.bytes"},
    {{.name = "socket.connection.setup.timeout.ms", NUMBER(LONG, RULE_FREE)}, ALL, "socket.connection.setup.timeout.ms"},
    {{.name = "socket.connection.setup.timeout.max.ms", NUMBER(LONG, RULE_FREE)}, ALL, NULL},
    /* security; client_config_apply.c converts stores and JAAS */
    {{.name = "security.protocol", WORDS("SASL_SSL, PLAINTEXT, SSL, SASL_PLAINTEXT"), .ignore_case = true}, ALL, "security.protocol"},
    {{.name = "sasl.jaas.config", ANYTHING}, ALL, NULL},
    {{.name = "sasl.kerberos.service.name", ANYTHING}, ALL, "sasl.kerberos.service.name"},
    {{.name = "sasl.mechanism", ANYTHING}, ALL, "sasl.mechanism"},
    {{.name = "ssl.cipher.suites", ANYTHING}, ALL, "ssl.cipher.suites"},
    {{.name = "ssl.endpoint.identification.algorithm", ANYTHING}, ALL, NULL},
    {{.name = "ssl.key.password", ANYTHING}, ALL, "ssl.key.password"},
    {{.name = "ssl.keystore.certificate.chain", ANYTHING}, ALL, "ssl.certificate.pem"},
    {{.name = "ssl.keystore.key", ANYTHING}, ALL, "ssl.key.pem"},
    {{.name = "ssl.keystore.location", ANYTHING}, ALL, NULL},
    {{.name = "ssl.keystore.password", ANYTHING}, ALL, "ssl.keystore.password"},
    {{.name = "ssl.keystore.type", ANYTHING}, ALL, NULL},
    {{.name = "ssl.truststore.certificates", ANYTHING}, ALL, "ssl.ca.pem"},
    {{.name = "ssl.truststore.location", ANYTHING}, ALL, NULL},
    {{.name = "ssl.truststore.password", ANYTHING}, ALL, NULL},
    {{.name = "ssl.truststore.type", ANYTHING}, ALL, NULL},
    /* producing */
    {{.name = "acks", WORDS("all, -1, 0, 1")}, P, "acks"},
    {{.name = "batch.size", NUMBER(INT, 0)}, P, "batch.size"},
    {{.name = "buffer.memory", NUMBER(LONG, 0)}, P, NULL},
    {{.name = "compression.gzip.level", NUMBER(INT, -1)}, P, NULL},
    {{.name = "compression.lz4.level", NUMBER(INT, 1)}, P, NULL},
    {{.name = "compression.type", WORDS("none, gzip, snappy, lz4, zstd")}, P, "compression.type"},
    {{.name = "compression.zstd.level", NUMBER(INT, -131072)}, P, NULL},
    {{.name = "delivery.timeout.ms", NUMBER(INT, 0)}, P, "message.timeout.ms"},
    {{.name = "enable.idempotence", .type = RULE_BOOLEAN}, P, "enable.idempotence"},
    {{.name = "key.serializer", ANYTHING}, P, NULL},
    {{.name = "linger.ms", NUMBER(LONG, 0)}, P, "linger.ms"},
    {{.name = "max.block.ms", NUMBER(LONG, 0)}, P, NULL},
    {{.name = "max.in.flight.requests.per.connection", NUMBER(INT, 1)}, P, "max.in.flight.requests.per.connection"},
    {{.name = "max.request.size", NUMBER(INT, 0)}, P, "message.max.bytes"},
    {{.name = "transaction.timeout.ms", NUMBER(INT, RULE_FREE)}, P, "transaction.timeout.ms"},
    {{.name = "value.serializer", ANYTHING}, P, NULL},
    /* consuming */
    {{.name = "allow.auto.create.topics", .type = RULE_BOOLEAN}, C, "allow.auto.create.topics"},
    {{.name = "auto.commit.interval.ms", NUMBER(INT, 0)}, C, "auto.commit.interval.ms"},
    {{.name = "auto.offset.reset", WORDS("latest, earliest, none")}, C, "auto.offset.reset"},
    {{.name = "check.crcs", .type = RULE_BOOLEAN}, C, "check.crcs"},
    {{.name = "enable.auto.commit", .type = RULE_BOOLEAN}, C, "enable.auto.commit"},
    {{.name = "exclude.internal.topics", .type = RULE_BOOLEAN}, C, NULL},
    {{.name = "fetch.max.bytes", NUMBER(INT, 0)}, C, "fetch.max.bytes"},
    {{.name = "fetch.max.wait.ms", NUMBER(INT, 0)}, C, "fetch.wait.max.ms"},
    {{.name = "fetch.min.bytes", NUMBER(INT, 0)}, C, "fetch.min.bytes"},
    {{.name = "group.id", ANYTHING}, C, "group.id"},
    {{.name = "group.instance.id", ANYTHING}, C, "group.instance.id"},
    {{.name = "group.protocol", WORDS("CONSUMER, CLASSIC"), .ignore_case = true}, C, "group.protocol"},
    {{.name = "heartbeat.interval.ms", NUMBER(INT, RULE_FREE)}, C, "heartbeat.interval.ms"},
    {{.name = "isolation.level", WORDS("read_committed, read_uncommitted")}, C, "isolation.level"},
    {{.name = "key.deserializer", ANYTHING}, C, NULL},
    {{.name = "max.partition.fetch.bytes", NUMBER(INT, 0)}, C, "max.partition.fetch.bytes"},
    {{.name = "max.poll.interval.ms", NUMBER(INT, 1)}, C, "max.poll.interval.ms"},
    {{.name = "max.poll.records", NUMBER(INT, 1)}, C, NULL},
    {{.name = "session.timeout.ms", NUMBER(INT, RULE_FREE)}, C, "session.timeout.ms"},
    {{.name = "value.deserializer", ANYTHING}, C, NULL},
};
/* clang-format on */

const struct client_config_row *client_config_find(const char *name, enum client_role role)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if ((rows[i].roles & (int)role) != 0 && strcmp(rows[i].rule.name, name) == 0)
            return &rows[i];
    return NULL;
}

int client_config_check(const struct properties *p, enum client_role role, client_warn *warn,
                        void *ctx, struct err *err)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct client_config_row *row = client_config_find(p->items[i].key, role);
        if (row == NULL) {
            char sentence[256];
            snprintf(sentence, sizeof sentence, "The property '%.100s' has no effect here.",
                     p->items[i].key);
            warn(ctx, sentence);
            continue;
        }
        int rc = rule_check(&row->rule, p->items[i].value, err);
        if (rc != 0)
            return rc;
    }
    return 0;
}
