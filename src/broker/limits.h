/* limits.h: every bound that keeps a stranger from growing the broker, in one place.
 *
 * What a user may want to change is a config key instead (config.c); these are the walls behind it.
 * Together they bound memory: FRAME_BYTES_ALL of requests, ARENA_BYTES_ALL of what they decode to,
 * OUTPUT_BYTES_ALL of answers, each with what the small ones of all connections and the one at hand
 * add, READ_BUFFER_BYTES a connection that waits, and LIMIT_INFLATED_BYTES twice a thread that
 * looks at batches; GROUP_BYTES_ALL of groups, and PRODUCERS_ALL_MAX producers (log/producers.h).
 */
#ifndef BROKER_LIMITS_H
#define BROKER_LIMITS_H

enum {
    /* A remote crew, its tools and a test run come from one loopback address: one address may hold
     * all but a few of them (max.connections.per.ip). */
    LIMIT_CONNECTIONS = 512,
    LIMIT_LISTENERS = 8,

    LIMIT_COMPLAINTS = 20, /* lines a second about what strangers do */

    /* A frame that has begun must be whole within this time, longer as its bytes arrive. */
    LIMIT_FRAME_MS = 10 * 1000,
    LIMIT_FRAME_BYTES_PER_MS = 64,
    /* A client that takes none of its answers for this long is closed. */
    LIMIT_STALLED_MS = 60 * 1000,

    /* Frames: the largest is socket.request.max.bytes; memory for it grows with the bytes that
     * arrive, never with the length that is claimed. */
    LIMIT_FRAME_BYTES_ALL = 256 * 1024 * 1024, /* of frames claimed: the next one waits for room */
    SMALL_FRAME_BYTES = 16 * 1024, /* up to this size a connection's only one never waits */
    /* Requests of one connection not yet answered. Only behind a Produce are others begun; whatever
     * else waits, waits alone, as in Kafka. */
    LIMIT_PIPELINED = 32,
    /* What requests decode to and answers are made of, of all connections: above it a frame that is
     * not small waits, and a large Fetch is answered with what there is instead of waiting. */
    LIMIT_ARENA_BYTES_ALL = 256 * 1024 * 1024,
    SMALL_ARENA_BYTES = 128 * 1024,      /* a Fetch up to this size may always wait */
    LIMIT_FETCH_WAIT_MS = 5 * 60 * 1000, /* however long a client would */
    LIMIT_FETCH_BYTES = 8 * 1024 * 1024, /* of one answer, but for a batch that is larger: copying
                                            them takes a turn. The client asks for the rest. */
    READ_BUFFER_BYTES = 64 * 1024,       /* one for all connections */
    SPARE_REQUESTS = 16,                 /* kept with their memory for the next ones */
    SPARE_FRAME_BYTES = 64 * 1024,       /* but not larger frames */
    TRIM_AFTER_MS = 2000,                /* a large one: free memory goes back to the system */

    /* The loop's time (turns.h): what an address has of a round of the loop, and a connection of
     * that: so many requests, bytes and microseconds at a time. */
    LIMIT_ROUND_US = 4000,
    LIMIT_TURN_US = 1000,
    LIMIT_TURN_REQUESTS = 16,
    LIMIT_TURN_BYTES = 64 * 1024,
    READ_COST_US = 20, /* of a connection that is only to be read from again */

    /* What answering a request may take, records aside: one that names a topic many times is
     * closed. */
    LIMIT_ANSWER_BYTES = 16 * 1024 * 1024,

    /* Answers not yet taken by the client, or waiting for an earlier one: above this the
       connection's next requests wait. */
    LIMIT_OUTPUT_BYTES = 32 * 1024 * 1024,
    /* Above: a Fetch gets one batch at most, and nothing while its connection owes an answer; any
     * other answer of more than CROWDED_BYTES closes its connection. */
    LIMIT_OUTPUT_BYTES_ALL = 256 * 1024 * 1024,
    LIMIT_CROWDED_BYTES = 2 * 1024 * 1024,

    /* A topic's name is also a directory's: with "-10000" and the suffix of deletion it fits. */
    LIMIT_TOPIC_NAME = 249,
    LIMIT_TOPICS = 1000,
    LIMIT_PARTITIONS = 10000,              /* of all topics */
    LIMIT_TOPICS_NAMED = 2 * LIMIT_TOPICS, /* in a request about topics */

    /* What a batch may inflate to (a bomb of zstd is 1:32,750, and clients have no bound of their
     * own); a topic that takes larger batches may have them as large inflated. */
    LIMIT_INFLATED_BYTES = 16 * 1024 * 1024,
    LIGHT_BATCH_BYTES = 256 * 1024, /* inflated: a larger one is looked at by a thread */

    /* Groups; how many members one has is group.max.size. A member's metadata lists what it
     * subscribes to and owns. */
    LIMIT_GROUPS = 10000,
    LIMIT_MEMBERS_NAMED = 10000, /* in a request */
    LIMIT_MEMBER_BYTES = 1024 * 1024,
    LIMIT_GROUP_BYTES_ALL = 128 * 1024 * 1024, /* of groups, members and committed offsets */
    LIMIT_MINUTE_MS = 60 * 1000,
    LIMIT_FIRST_RETENTION_MS = 30 * 1000,          /* after a start */
    LIMIT_OFFSETS_CHECK_MS = 10 * LIMIT_MINUTE_MS, /* how often old offsets are looked for */

    FLUSHER_THREADS = 6,
    LIMIT_FLUSHES = 4,       /* of an address: the other threads are for others */
    LIMIT_LAST_FLUSHES = 64, /* when the broker stops */
    LIMIT_OPENINGS = 3,      /* logs recovered at a time, by flusher threads */
    CHECKER_THREADS = 2,
    THREAD_STACK_BYTES = 256 * 1024,
};

#endif
