/* refill.c: wakes librdkafka's threads without a request, by setting the same credentials again. */
#include "client/refill.h"

#include <stdlib.h>

#include "base/mem.h"

enum { WAKE_BYTES = 128 * 1024 };

void refill_configure(struct refill *r, rd_kafka_conf_t *conf)
{
    r->by_itself =
        rd_kafka_conf_set(conf, "fetch.queue.backoff.ms", "2", NULL, 0) == RD_KAFKA_CONF_OK;
}

static char *value_of(const rd_kafka_conf_t *conf, const char *name)
{
    size_t size = 0;
    if (rd_kafka_conf_get(conf, name, NULL, &size) != RD_KAFKA_CONF_OK || size == 0)
        return mem_text("");
    char *value = mem_zero(size, 1);
    rd_kafka_conf_get(conf, name, value, &size);
    return value;
}

void refill_open(struct refill *r, rd_kafka_t *rk, int every)
{
    r->rk = rk;
    r->every = every;
    r->taken = 0;
    r->bytes = 0;
    r->user = value_of(rd_kafka_conf(rk), "sasl.username");
    r->password = value_of(rd_kafka_conf(rk), "sasl.password");
}

void refill_close(struct refill *r)
{
    free(r->user);
    free(r->password);
    *r = (struct refill){0};
}

void refill_taken(struct refill *r, int messages, size_t bytes)
{
    r->taken += messages;
    r->bytes += bytes;
    if (r->by_itself || (r->taken < r->every && r->bytes < WAKE_BYTES))
        return;
    r->taken = 0;
    r->bytes = 0;
    rd_kafka_error_destroy(rd_kafka_sasl_set_credentials(r->rk, r->user, r->password));
}
