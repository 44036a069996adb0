/* trouble.h: turning librdkafka's broker errors into client events; for the files beside this one.
 */
#ifndef CLIENT_TROUBLE_H
#define CLIENT_TROUBLE_H

#include <librdkafka/rdkafka.h>

#include "client/events.h"

/* Reports an error of the library if it is one of reaching a broker. `reached`: whether any broker
 * has answered. */
void trouble_report(const struct client_events *events, int code, const char *reason, bool reached);

/* Sets what every client of ours has: no logging of its own, quick reconnects, our name. */
void trouble_configure(rd_kafka_conf_t *conf);

#endif
