#include "recorder/notes.h"

#include <stdio.h>
#include <stdlib.h>

void notes_config(const char *file, char out[NOTES_CONFIG])
{
    char *real = file != NULL ? realpath(file, NULL) : NULL;
    snprintf(out, NOTES_CONFIG, "%s", real != NULL ? real : file != NULL ? file : "");
    free(real);
}

int notes_write(struct writer *w, const struct recorder_notes *n, struct err *err)
{
    char topics[NOTES_TOPICS], follows[STORE_FOLLOWS_SIZE], config[NOTES_CONFIG], linger[24];
    topics_names(n->topics, topics, sizeof topics);
    topics_words(n->topics, follows, sizeof follows);
    notes_config(n->command_config, config);
    snprintf(linger, sizeof linger, "%lld", n->linger_s);
    const struct {
        const char *key, *value;
    } rows[] = {
        {NOTE_BROKER, n->broker}, {NOTE_TOPICS, topics},   {NOTE_INCLUDE, n->include},
        {NOTE_CONFIG, config},    {NOTE_FOLLOWS, follows}, {NOTE_LINGER, linger},
    };
    int rc = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0] && rc == 0; i++)
        rc = writer_meta(w, rows[i].key, rows[i].value != NULL ? rows[i].value : "", err);
    return rc;
}
