/* trouble.h: turning librdkafka's broker errors into client events; src/client only. */
#ifndef CLIENT_TROUBLE_H
#define CLIENT_TROUBLE_H

#include <librdkafka/rdkafka.h>

#include "client/events.h"

/* Reports a librdkafka error if a broker could not be reached. `reached`: whether any broker has
 * responded so far. */
void trouble_report(const struct client_events *events, int code, const char *reason, bool reached);

/* Settings of all our clients: no logging by librdkafka, quick reconnects, our name. */
void trouble_configure(rd_kafka_conf_t *conf);

#endif
