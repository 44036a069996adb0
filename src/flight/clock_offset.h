/* clock_offset.h: how far a producer's clock lies from the time at which its messages arrive.
 *
 * A message more than a minute behind its arrival may be of the past (an imported flight, data that
 * a radio kept) or of a clock that is slow. The pace tells: from a slow clock, record times advance
 * as arrivals do; from the past, they come all at once. Units and clocks that are ahead need no
 * pace. A message of a wrong clock counts from its arrival. */
#ifndef FLIGHT_CLOCK_OFFSET_H
#define FLIGHT_CLOCK_OFFSET_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_LAGS = 5, CLOCK_WORDS_SIZE = 40 };

/* What is wrong with a clock. */
enum clock_fault {
    CLOCK_RIGHT, /* or not known yet */
    CLOCK_AHEAD,
    CLOCK_BEHIND,
    CLOCK_IN_SECONDS, /* sent as milliseconds; so are the next two */
    CLOCK_IN_MICROS,
    CLOCK_IN_NANOS,
};

struct clock_offset {
    int64_t lag_ms[CLOCK_LAGS]; /* arrival - record time, of the last messages that came in time */
    int32_t count, next;
    int64_t arrival_ms;                 /* of the last message heard */
    int64_t run_lag_ms, run_arrival_ms; /* of the first message of a run that is far behind */
    bool runs;                          /* there is such a run */
    bool run_opened;                    /* the flight began with it */
    bool steady;                        /* it keeps the pace of its arrivals */
    bool ahead;                         /* it was found more than a minute ahead */
    int32_t said;                       /* enum clock_fault, of the last event */
};

/* Whether the record time is there and within a minute of its arrival. */
bool clock_is_right(int64_t t_ms, int64_t arrival_ms);
/* Whether the one record time shows, by itself, that it counts from its arrival: it is near, ahead,
 * or in another unit. */
bool clock_near(int64_t t_ms, int64_t arrival_ms);
/* Whether it does so because its clock is slow: it keeps pace with the messages before it. */
bool clock_keeps_pace(const struct clock_offset *o, int64_t t_ms, int64_t arrival_ms);
/* Whether it is more than a minute ahead, or was and is still half a minute: one that is about a
 * minute ahead must not be right and wrong by turns. */
bool clock_is_ahead(const struct clock_offset *o, int64_t t_ms, int64_t arrival_ms);
/* Takes a message that was heard; `opens`: the flight's first. */
void clock_offset_add(struct clock_offset *o, int64_t t_ms, int64_t arrival_ms, bool opens);

/* The median of the last lags; 0 while there are none. */
int64_t clock_lag_ms(const struct clock_offset *o);
/* What the median, or the lag of one message, says. Needs two messages. */
enum clock_fault clock_offset_fault(const struct clock_offset *o);
/* The same of one message. */
enum clock_fault clock_message_fault(int64_t t_ms, int64_t arrival_ms);
/* "clock 90 s ahead", "clock 1 day behind", "times look like seconds", or "". */
void clock_offset_words(const struct clock_offset *o, char out[CLOCK_WORDS_SIZE]);
void clock_message_words(int64_t t_ms, int64_t arrival_ms, char out[CLOCK_WORDS_SIZE]);

#endif
