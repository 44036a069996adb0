/* group_talk.h: consumers that talk to a coordinator, told as conversations: who asks what when,
 * who is answered. */
#ifndef TESTS_SUPPORT_GROUP_TALK_H
#define TESTS_SUPPORT_GROUP_TALK_H

#include "test.h"

#include "broker/group/coordinator.h"
#include "wire/errors.h"

extern struct coordinator *groups;
extern int64_t now; /* ms */
extern struct arena arena;

/* A consumer and its last request that may wait. */
struct consumer {
    const char *member_id;
    const char *instance_id;
    const char *protocols; /* "range,roundrobin" */
    const char *metadata;
    const char *type;   /* NULL: "consumer" */
    const char *client; /* its client id; NULL: "crew" */
    int16_t version;
    int32_t session_ms, rebalance_ms; /* 0: 10 s, 60 s */
    int32_t generation;
    struct group_waiter waiter;
    struct join_group_response joined;
    struct sync_group_response synced;
    bool answered;
};

/* A test between a new coordinator and its end. */
int begin(void **state);
int end(void **state);
#define conversation(name) cmocka_unit_test_setup_teardown(name, begin, end)

struct bytes text(const char *s);
const char *string(struct bytes b); /* from the arena; NULL for null */

/* A new coordinator, instead of the one there is. */
void begin_with(const struct coordinator_config *config);

/* Marks everybody who has an answer by now; gives the last of them. */
struct consumer *take_answers(void);

/* Asks, and leaves the answers where they are. */
void send_join(struct consumer *who, const char *group);

/* Each asks and, if it is answered at once, takes the answer over. */
void ask_join(struct consumer *who, const char *group);
void ask_sync(struct consumer *who, const char *group, const struct consumer *other);
int16_t beat(const struct consumer *who, const char *group);
int16_t leave(const struct consumer *who, const char *group);
int16_t commit_as(const struct consumer *who, const char *group);

/* Takes over what an answer that came later has told. */
void learn(struct consumer *who);

/* Time passes, and whatever is due comes about. */
void pass(int64_t ms);

const char *state_of(const char *group);
int members_of(const char *group);

/* One consumer alone in the group, assigned; two of them, `a` leading. */
void settle_one(struct consumer *who, const char *group);
void settle_two(struct consumer *a, struct consumer *b, const char *group);

#endif
