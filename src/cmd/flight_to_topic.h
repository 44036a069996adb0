/* flight_to_topic.h: sends a recorded flight from the cache to a topic, with its timing. */
#ifndef CMD_FLIGHT_TO_TOPIC_H
#define CMD_FLIGHT_TO_TOPIC_H

#include "base/err.h"
#include "store/reader.h"

struct flight_to_topic {
    const char *bootstrap, *command_config, *topic;
    double speed; /* 0: as fast as possible */
    struct store_flight flight;
};

/* Sends every message of the flight with its key and headers, and a new record time from
 * pacer_date_ms(). Stops early on a signal (cmd/stop_signal.h) with ERR_STOPPED. `sent` counts the
 * messages that the broker acknowledged. */
int flight_to_topic(struct reader *r, const struct flight_to_topic *f, int64_t *sent,
                    struct err *err);

#endif
