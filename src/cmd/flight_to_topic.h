/* flight_to_topic.h: a recorded flight from the cache back into a topic, with its timing. */
#ifndef CMD_FLIGHT_TO_TOPIC_H
#define CMD_FLIGHT_TO_TOPIC_H

#include "base/err.h"
#include "store/reader.h"

struct flight_to_topic {
    const char *bootstrap, *command_config, *topic;
    double speed; /* 0: as fast as it goes */
    struct store_flight flight;
};

/* Sends every message of the flight, keys and headers kept, flown anew: dated by pacer_date_ms().
 * Ends early on a signal
 * (cmd/stop_signal.h): ERR_STOPPED. `sent` counts what is in the topic. */
int flight_to_topic(struct reader *r, const struct flight_to_topic *f, int64_t *sent,
                    struct err *err);

#endif
