/* topic_cache.c: two versions decide. */
#include "client/topic_cache.h"

#include <stdbool.h>
#include <stdio.h>

#include "client/client_config_apply.h"

enum {
    KEEPS_IDS = 0x02040000, /* 2.4.0 */
    MENDED = 0x020a0000,    /* 2.10.0 */
    ENTRY_MS = 50,          /* as long as a question for offsets needs it */
    PAUSE_MS = ENTRY_MS + 10,
};

static bool is_unsafe(void)
{
    int version = rd_kafka_version(); /* of the library that was found, not of the header */
    return version >= KEEPS_IDS && version < MENDED;
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
