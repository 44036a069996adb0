/* topic_configs.h: what kafka-topics checks of --config before it asks a broker. */
#ifndef TOOLS_TOPIC_CONFIGS_H
#define TOOLS_TOPIC_CONFIGS_H

#include "tools/thrown.h"

/* -1 with what Kafka's LogConfig throws: an unknown name, or a value that the name does not take.
 */
int topic_config_check(const char *name, const char *value, struct thrown *t);

#endif
