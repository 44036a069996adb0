/* topic_cache.c: decides by the version of librdkafka in use. */
#include "client/topic_cache.h"

#include <stdbool.h>
#include <stdio.h>

#include "client/client_config_apply.h"

enum {
    CACHES_IDS = 0x02040000, /* 2.4.0 */
    FIXED = 0x020a0000,      /* 2.10.0 */
    ENTRY_MS = 50,           /* long enough to list offsets */
    PAUSE_MS = ENTRY_MS + 10,
};

static bool is_unsafe(void)
{
    int version = rd_kafka_version(); /* of the loaded library, not of the header */
    return version >= CACHES_IDS && version < FIXED;
}

void topic_cache_configure(rd_kafka_conf_t *conf)
{
    char age[16];
    snprintf(age, sizeof age, "%d", ENTRY_MS);
    if (is_unsafe())
        client_config_set(conf, "metadata.max.age.ms", age);
}

int topic_cache_pause_ms(void)
{
    return is_unsafe() ? PAUSE_MS : 0;
}
