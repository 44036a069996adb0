/* harness.h: a broker of our own to talk to, and a client to talk to it with.
 *
 * Each broker is the real program on a free port with a directory of its own, which is removed
 * unless a test failed. A client speaks frames over wire/ and remembers nothing but its connection.
 * Everything asserts: a helper that returns has done what its name says. */
#ifndef TESTS_SUPPORT_HARNESS_H
#define TESTS_SUPPORT_HARNESS_H

#include "test.h"

#include <sys/types.h>

#include "base/arena.h"
#include "base/buf.h"
#include "batch_builder.h"
#include "wire/api.h"
#include "wire/errors.h"
#include "wire/frame.h"

struct test_broker {
    pid_t pid;
    int port;
    char dir[64];          /* the data directory */
    char log[128];         /* what it said on stderr */
    const char *preloaded; /* a library that its starts load first, or NULL */
};

/* Starts one in a new directory, with more arguments up to NULL, and waits until it listens. */
void broker_start(struct test_broker *b, const char *const *arguments);

/* Starts one again in its directory, on a new port. */
void broker_start_again(struct test_broker *b, const char *const *arguments);

/* Stops it and returns its exit code; kill -9. Both keep the directory. */
int broker_stop(struct test_broker *b, int signal_number);
void broker_kill(struct test_broker *b);

/* Stops it if it runs, and removes the directory. */
void broker_remove(struct test_broker *b);

/* Runs minibroker with these arguments (up to NULL) to its end: exit code, and its stderr in `out`.
 */
int broker_run_to_end(const char *const *arguments, char *out, size_t size);

/* Whether its stderr has the words by now. */
bool broker_said(const struct test_broker *b, const char *words);

/* Under a sanitizer memory and time are the sanitizer's: they are reported, not asserted. */
#ifdef GROUND_SANITIZED
static const bool harness_measures = false;
#else
static const bool harness_measures = true;
#endif

long broker_rss_kb(const struct test_broker *b);

struct client {
    int fd;
    int32_t correlation;
    struct buf frame; /* the last answer, without its size */
    struct arena arena;
};

void client_connect(struct client *c, const struct test_broker *b);
void client_connect_to(struct client *c, const char *host, int port);
void client_close(struct client *c);

/* Sends a request; takes the next answer, which must be its own. What ask and take return holds
 * until the next of them. */
void client_send(struct client *c, enum api_key key, int version, const void *request);
const void *client_take(struct client *c, enum api_key key, int version);
const void *client_ask(struct client *c, enum api_key key, int version, const void *request);

/* As client_take, but gives NULL when the broker goes away instead. */
const void *client_try_take(struct client *c, enum api_key key, int version);

/* Raw bytes, and the next raw answer into c->frame. */
void client_send_raw(struct client *c, const void *data, size_t len);
void client_take_raw(struct client *c);

/* The broker closes the connection, without another byte, within some seconds. */
void client_expect_closed(struct client *c);

/* No answer is there, now. */
void client_expect_silence(struct client *c, int ms);

/* The text is this one; NULL: it is null. */
void expect_text(struct bytes text, const char *expected);

/* ---- conversation ---- */

void create_topic(struct client *c, const char *name, int partitions);
void create_topic_with(struct client *c, const char *name, int partitions, const char *key,
                       const char *value);
void delete_topic(struct client *c, const char *name);
struct uuid topic_id(struct client *c, const char *name);

/* A batch of records with the values first.., `count` of them, at `timestamp`. */
struct batch_spec {
    int count;           /* 0: 1 */
    const char *key;     /* NULL: null */
    const char *value;   /* NULL: "value" */
    size_t value_size;   /* > 0: so many bytes instead */
    int64_t timestamp;   /* 0: now */
    int64_t producer_id; /* with has_producer */
    int16_t producer_epoch;
    int32_t base_sequence;
    bool has_producer;
    enum codec codec;
};
void make_batch(struct buf *out, struct batch_spec spec);

/* Produces to partition 0, or to another; gives what the broker said of that partition. This and
 * the next two ask again while the partition is being recovered. */
struct produce_response_partition produce(struct client *c, const char *topic, int acks,
                                          struct batch_spec spec);
struct produce_response_partition produce_bytes(struct client *c, int version, const char *topic,
                                                int partition, int acks, struct bytes records);

/* Fetches from partition 0. */
struct fetch_response_partition fetch(struct client *c, const char *topic, int64_t offset,
                                      int max_bytes, int max_wait_ms);

struct list_offsets_response_partition list_offset(struct client *c, const char *topic,
                                                   int64_t timestamp);

/* How many records, in how many batches, a fetched run holds; first and last offset. */
struct run {
    int batches, records;
    int64_t first, last;
};
struct run look_at(struct bytes records);

#endif
