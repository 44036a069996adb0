/* notes.h: what a recorder writes into its cache about itself, in `meta`, for whoever looks and for
 * whoever asks for something else. */
#ifndef RECORDER_NOTES_H
#define RECORDER_NOTES_H

#include "base/err.h"
#include "recorder/topics.h"
#include "store/store.h"
#include "store/writer.h"

#define NOTE_BROKER "broker" /* as it was asked for */
#define NOTE_TOPICS STORE_META_TOPICS
#define NOTE_FOLLOWS STORE_META_FOLLOWS
#define NOTE_INCLUDE "include" /* the pattern, or "" */
#define NOTE_CONFIG "config"   /* the file of client properties, or "" */
#define NOTE_LINGER "linger"   /* seconds after the last viewer; below 0: forever */

/* Longer ones are cut. */
enum { NOTES_TOPICS = 4096, NOTES_INCLUDE = 512, NOTES_CONFIG = 1024 };

struct recorder_notes {
    const char *broker, *include, *command_config; /* NULL: not given */
    const struct topics *topics;
    long long linger_s;
};

int notes_write(struct writer *w, const struct recorder_notes *n, struct err *err);

/* The path of `file` by which two command lines can be compared; "" for NULL. */
void notes_config(const char *file, char out[NOTES_CONFIG]);

#endif
