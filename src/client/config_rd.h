/* config_rd.h: setting librdkafka up from Java properties; for the files beside this one only. */
#ifndef CLIENT_CONFIG_RD_H
#define CLIENT_CONFIG_RD_H

#include <librdkafka/rdkafka.h>

#include "client/client_config.h"

/* Sets every property that has a meaning there; they have passed client_config_check. ERR_USAGE for
 * what cannot be (a JKS key store, say). */
int client_config_apply(rd_kafka_conf_t *conf, const struct properties *p, enum client_role role,
                        client_warn *warn, void *ctx, struct err *err);

/* Sets one of librdkafka's own names, which must work: asserted. */
void client_config_set(rd_kafka_conf_t *conf, const char *name, const char *value);

#endif
