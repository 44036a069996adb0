/* recording_args.h: which recording is meant and what it is of: the options that the dashboard
 * and `ground record` share. */
#ifndef CMD_RECORDING_ARGS_H
#define CMD_RECORDING_ARGS_H

#include "base/options.h"

struct recording_args { /* NULL: not given */
    const char *bootstrap, *command_config, *cache, *mission, *include, *schemas, *schema_registry;
    struct text_list topics;
};

/* clang-format off */
/* Their rows in the option table of a struct `type` that has them as `recording`. */
#define RECORDING_ARGS(type) \
    {"bootstrap-server", 0, OPTION_TEXT, offsetof(type, recording.bootstrap), "HOST:PORT", \
     "broker (default: cache's or localhost:9092)", 0, 0}, \
    {"command-config", 0, OPTION_TEXT, offsetof(type, recording.command_config), "FILE", \
     "file of Kafka client properties", 0, 0}, \
    {"cache", 0, OPTION_TEXT, offsetof(type, recording.cache), "FILE", \
     "cache file of the recording", 0, 0}, \
    {"mission", 0, OPTION_TEXT, offsetof(type, recording.mission), "FILE", \
     "mission file, or the name of a bundled one", 0, 0}, \
    {"topic", 0, OPTION_MANY, offsetof(type, recording.topics), "NAME", \
     "topic to record; repeatable (default: all)", 0, 0}, \
    {"include", 0, OPTION_TEXT, offsetof(type, recording.include), "REGEX", \
     "record topics whose names match REGEX", 0, 0}, \
    {"schemas", 0, OPTION_TEXT, offsetof(type, recording.schemas), "DIR", \
     "directory of schemas: 7.avsc, 9.proto", 0, 0}, \
    {"schema-registry", 0, OPTION_TEXT, offsetof(type, recording.schema_registry), "URL", \
     "Schema Registry to ask for schemas", 0, 0}
/* clang-format on */

#endif
