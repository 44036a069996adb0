/* client_config_apply.c: Java properties into a rd_kafka_conf_t: plain rows first, then stores,
 * JAAS and buffers. */
#include "client/client_config_apply.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "client/client_config_table.h"
#include "client/resolver.h"

void client_config_set(rd_kafka_conf_t *conf, const char *name, const char *value)
{
    rd_kafka_conf_res_t rc = rd_kafka_conf_set(conf, name, value, NULL, 0);
    assert(rc == RD_KAFKA_CONF_OK);
    (void)rc;
}

/* A value that Kafka accepts but librdkafka does not (its ranges are narrower) is only a warning.
 */
static void set_or_warn(rd_kafka_conf_t *conf, const char *name, const char *value,
                        const char *java, client_warn *warn, void *ctx)
{
    char why[256], sentence[512];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
        return;
    snprintf(sentence, sizeof sentence, "The property '%s' cannot be '%.60s' here: %s", java, value,
             why);
    warn(ctx, sentence);
}

/* PEM files contain key and certificates; PKCS12 is passed on; JKS is Java's own format. */
static int apply_stores(rd_kafka_conf_t *conf, const struct properties *p, struct err *err)
{
    const char *key_store = properties_get(p, "ssl.keystore.location");
    const char *key_type = properties_get(p, "ssl.keystore.type");
    const char *trust_store = properties_get(p, "ssl.truststore.location");
    const char *trust_type = properties_get(p, "ssl.truststore.type");
    if (key_store != NULL && key_type != NULL && strcasecmp(key_type, "PEM") == 0) {
        client_config_set(conf, "ssl.certificate.location", key_store);
        client_config_set(conf, "ssl.key.location", key_store);
    } else if (key_store != NULL && key_type != NULL && strcasecmp(key_type, "PKCS12") == 0) {
        client_config_set(conf, "ssl.keystore.location", key_store);
    } else if (key_store != NULL) {
        return err_set(err, ERR_USAGE,
                       "ssl.keystore.location: %.100s is a Java key store; convert it and set "
                       "ssl.keystore.type to PEM or PKCS12",
                       key_store);
    }
    if (trust_store == NULL)
        return 0;
    if (trust_type == NULL || strcasecmp(trust_type, "PEM") != 0)
        return err_set(err, ERR_USAGE,
                       "ssl.truststore.location: %.100s is a Java trust store; convert it and set "
                       "ssl.truststore.type to PEM",
                       trust_store);
    client_config_set(conf, "ssl.ca.location", trust_store);
    return 0;
}

/* The value of `name="..."` in a JAAS line; the caller frees. NULL if it is not there. */
static char *jaas_value(const char *jaas, const char *name)
{
    const char *at = strstr(jaas, name);
    if (at == NULL)
        return NULL;
    at += strlen(name);
    at += strspn(at, " \t=");
    if (*at != '"')
        return NULL;
    size_t len = strcspn(at + 1, "\"");
    return mem_text_of(bytes_make(at + 1, len));
}

static int apply_jaas(rd_kafka_conf_t *conf, const struct properties *p, struct err *err)
{
    const char *jaas = properties_get(p, "sasl.jaas.config");
    if (jaas == NULL)
        return 0;
    char *user = jaas_value(jaas, "username"), *password = jaas_value(jaas, "password");
    int rc = 0;
    if (user == NULL || password == NULL)
        rc = err_set(err, ERR_USAGE,
                     "sasl.jaas.config: needs username=\"...\" and password=\"...\"");
    if (user != NULL)
        client_config_set(conf, "sasl.username", user);
    if (password != NULL)
        client_config_set(conf, "sasl.password", password);
    free(user);
    free(password);
    return rc;
}

static void apply_sizes(rd_kafka_conf_t *conf, const struct properties *p, client_warn *warn,
                        void *ctx)
{
    const char *memory = properties_get(p, "buffer.memory");
    if (memory != NULL) {
        char kbytes[32];
        long long bytes = atoll(memory);
        snprintf(kbytes, sizeof kbytes, "%lld", bytes < 1024 ? 1 : bytes / 1024);
        set_or_warn(conf, "queue.buffering.max.kbytes", kbytes, "buffer.memory", warn, ctx);
    }
    const char *codec = properties_get(p, "compression.type");
    char java[64];
    snprintf(java, sizeof java, "compression.%s.level", codec == NULL ? "none" : codec);
    const char *level = properties_get(p, java);
    if (level != NULL)
        set_or_warn(conf, "compression.level", level, java, warn, ctx);
}

static void apply_row(rd_kafka_conf_t *conf, const struct client_config_row *row, const char *value,
                      client_warn *warn, void *ctx)
{
    if (row->rd == NULL)
        return;
    if (strcmp(row->rule.name, "send.buffer.bytes") == 0 ||
        strcmp(row->rule.name, "receive.buffer.bytes") == 0)
        value = strcmp(value, "-1") == 0 ? "0" : value; /* the system's own size */
    if (strcmp(row->rule.name, "auto.offset.reset") == 0 && strcmp(value, "none") == 0)
        value = "error";
    if (strcmp(row->rule.name, "group.protocol") == 0 && strcasecmp(value, "classic") == 0)
        return; /* what every librdkafka does; those before 2.4 do not know the name */
    set_or_warn(conf, row->rd, value, row->rule.name, warn, ctx);
}

int client_config_apply(rd_kafka_conf_t *conf, const struct properties *p, enum client_role role,
                        client_warn *warn, void *ctx, struct err *err)
{
    rd_kafka_conf_set_resolve_cb(conf, resolve_for_rdkafka);
    for (size_t i = 0; i < p->count; i++) {
        const struct client_config_row *row = client_config_find(p->items[i].key, role);
        if (row != NULL)
            apply_row(conf, row, p->items[i].value, warn, ctx);
    }
    apply_sizes(conf, p, warn, ctx);
    const char *name_check = properties_get(p, "ssl.endpoint.identification.algorithm");
    if (name_check != NULL)
        set_or_warn(conf, "ssl.endpoint.identification.algorithm",
                    *name_check == '\0' ? "none" : name_check,
                    "ssl.endpoint.identification.algorithm", warn, ctx);
    int rc = apply_stores(conf, p, err);
    return rc != 0 ? rc : apply_jaas(conf, p, err);
}
