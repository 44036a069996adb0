/* range_kit.h: a broker, a recorder and somebody who sends, to kill as one likes.
 *
 * Every value says where it belongs: "NAME PARTITION/OFFSET", so that each row of the cache can be
 * checked for itself. */
#ifndef TESTS_SUPPORT_RANGE_KIT_H
#define TESTS_SUPPORT_RANGE_KIT_H

#include "harness.h"
#include "store/reader.h"

enum { RANGE_PARTITIONS = 3 };

struct range {
    struct test_broker broker;
    struct client client;
    char dir[64], cache[96], bootstrap[32];
    pid_t sender, recorder; /* 0: none runs */
    int sent_fd;            /* the sender's counts come from it */
};

void range_open(struct range *r, const char *const *broker_arguments);
void range_close(struct range *r);
/* The broker dies and comes back at its port. */
void range_kill_broker(struct range *r);
void range_revive_broker(struct range *r);

/* Sends values NAME 0/from .. NAME 0/to-1 into partition 0 and waits until they are there. */
void range_send(struct range *r, const char *topic, const char *name, int from, int to);

/* A child that sends to all partitions of a topic without end; stopped, it gives how many each has.
 */
void range_start_sender(struct range *r, const char *topic, const char *name);
void range_stop_sender(struct range *r, int64_t sent[RANGE_PARTITIONS]);

/* One recorder at a time. One that ends in another way than asked for fails the test, and what it
 * said is printed. */
void range_record(struct range *r);
void range_record_lingering(struct range *r); /* ends a second after its last viewer */
void range_kill(struct range *r);             /* -9 */
/* Asks it to end: it must, with 143. */
void range_end(struct range *r);
/* Waits until it ends by itself, with this exit code. */
void range_wait_for_exit(struct range *r, int code);
/* Runs `ground record --until-end`, which must end well. */
void range_record_to_end(struct range *r);

/* Runs `ground ARGUMENTS` on the cache: its exit code, what it printed in `out`. */
int range_ground(const struct range *r, const char *arguments, char *out, size_t size);

/* Waits until the cache holds `count` messages. */
void range_wait_for(struct range *r, int64_t count);

/* Every row is there once: seq without a hole, and in each part of `topic` the offsets
 * first_off..next_off-1 with the values of `names[gen]` and nothing else, but for recorded gaps.
 * Returns how many rows the topic has. */
int64_t range_check(struct range *r, const char *topic, const char *const *names, int names_count);

#endif
