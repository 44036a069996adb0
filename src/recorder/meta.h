/* meta.h: what a recorder follows, stored in the table `meta` for viewers and for later commands
 * that ask for something else. */
#ifndef RECORDER_META_H
#define RECORDER_META_H

#include "base/err.h"
#include "recorder/topic_filter.h"
#include "store/store.h"
#include "store/writer.h"

#define META_BROKER "broker" /* as given */
#define META_TOPICS STORE_META_TOPICS
#define META_FOLLOWS STORE_META_FOLLOWS
#define META_INCLUDE "include" /* the pattern, or "" */
#define META_CONFIG "config"   /* the file of client properties, or "" */
#define META_MISSION_FILE STORE_META_MISSION_FILE
#define META_LINGER "linger" /* seconds after the last viewer; below 0: forever */

/* Longer ones are cut. */
enum { META_TOPICS_SIZE = 4096, META_INCLUDE_SIZE = 512, META_CONFIG_SIZE = 1024 };

struct recorder_meta {
    const char *broker, *include, *command_config, *mission_file; /* NULL: not given */
    const struct topic_filter *topics;
    long long linger_s;
};

int meta_write(struct writer *w, const struct recorder_meta *n, struct err *err);

/* The resolved path of `file`, to compare command lines by; "" for NULL. */
void meta_config_path(const char *file, char out[META_CONFIG_SIZE]);

#endif
