#include "recorder/meta.h"

#include <stdio.h>
#include <stdlib.h>

void meta_config_path(const char *file, char out[META_CONFIG_SIZE])
{
    char *real = file != NULL ? realpath(file, NULL) : NULL;
    snprintf(out, META_CONFIG_SIZE, "%s", real != NULL ? real : file != NULL ? file : "");
    free(real);
}

int meta_write(struct writer *w, const struct recorder_meta *n, struct err *err)
{
    char topics[META_TOPICS_SIZE], follows[STORE_FOLLOWS_SIZE], config[META_CONFIG_SIZE],
        linger[24];
    topic_filter_names(n->topics, topics, sizeof topics);
    topic_filter_words(n->topics, follows, sizeof follows);
    meta_config_path(n->command_config, config);
    snprintf(linger, sizeof linger, "%lld", n->linger_s);
    const struct {
        const char *key, *value;
    } rows[] = {
        {META_BROKER, n->broker},
        {META_TOPICS, topics},
        {META_INCLUDE, n->include},
        {META_CONFIG, config},
        {META_FOLLOWS, follows},
        {META_LINGER, linger},
        {META_MISSION_FILE, n->mission_file},
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && rc == 0; i++)
        rc = writer_meta(w, rows[i].key, rows[i].value != NULL ? rows[i].value : "", err);
    return rc;
}
