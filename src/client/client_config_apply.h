/* client_config_apply.h: configuring librdkafka from Java properties; src/client only. */
#ifndef CLIENT_CONFIG_APPLY_H
#define CLIENT_CONFIG_APPLY_H

#include <librdkafka/rdkafka.h>

#include "client/client_config.h"

/* Sets every property that librdkafka has; call client_config_check() first. ERR_USAGE for what it
 * cannot support (a JKS key store, say). */
int client_config_apply(rd_kafka_conf_t *conf, const struct properties *p, enum client_role role,
                        client_warn *warn, void *ctx, struct err *err);

/* Sets one of librdkafka's own properties; asserts success. */
void client_config_set(rd_kafka_conf_t *conf, const char *name, const char *value);

#endif
