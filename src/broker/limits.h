/* limits.h: all limits on what clients can make the broker keep or do.
 *
 * What a user may want to change is a config key instead (config.h). Together they bound memory:
 * FRAME_BYTES_ALL for requests, ARENA_BYTES_ALL for what they decode to, OUTPUT_BYTES_ALL for
 * responses, each exceeded by small ones and the current one at most; READ_BUFFER_BYTES for each
 * waiting connection; LIMIT_INFLATED_BYTES twice for each checker thread; GROUP_BYTES_ALL for
 * groups; and PRODUCERS_ALL_MAX producers (log/producers.h). */
#ifndef BROKER_LIMITS_H
#define BROKER_LIMITS_H

enum {
    /* A remote crew, its tools and a test run all come from one loopback address, so one address
     * may have nearly all of them (max.connections.per.ip). */
    LIMIT_CONNECTIONS = 512,
    LIMIT_LISTENERS = 8,

    LIMIT_COMPLAINTS = 20, /* log lines a second about what clients do */

    /* A frame must be complete within this time, extended as its bytes arrive. */
    LIMIT_FRAME_MS = 10 * 1000,
    LIMIT_FRAME_BYTES_PER_MS = 64,
    /* A client that does not read its responses for this long is disconnected. */
    LIMIT_STALLED_MS = 60 * 1000,

    /* The largest frame is socket.request.max.bytes. Its memory grows with the bytes that arrive,
     * never with the length that it claims. */
    LIMIT_FRAME_BYTES_ALL = 256 * 1024 * 1024, /* of claimed frames: above it the next one waits */
    SMALL_FRAME_BYTES = 16 * 1024, /* a connection's only frame up to this size never waits */
    /* Requests of one connection without a response. Others begin only behind a Produce; any other
     * request that waits blocks its connection, as in Kafka. */
    LIMIT_PIPELINED = 32,
    /* Decoded requests and response structs of all connections: above it a frame that is not small
     * waits, and a large Fetch responds with what there is instead of waiting. */
    LIMIT_ARENA_BYTES_ALL = 256 * 1024 * 1024,
    SMALL_ARENA_BYTES = 128 * 1024,      /* a Fetch up to this size may always wait */
    LIMIT_FETCH_WAIT_MS = 5 * 60 * 1000, /* even if the client asks for longer */
    LIMIT_FETCH_BYTES = 8 * 1024 * 1024, /* of one response, unless a single batch is larger:
                                            copying takes a turn. The client asks for the rest. */
    READ_BUFFER_BYTES = 64 * 1024,       /* one for all connections */
    SPARE_REQUESTS = 16,                 /* kept with their memory for reuse */
    SPARE_FRAME_BYTES = 64 * 1024,       /* but not larger frames */
    TRIM_AFTER_MS = 2000, /* after a large one, free memory goes back to the system */

    /* The loop's time (turns.h): what an address gets in a round of the loop, and a connection in a
     * turn: so many requests, bytes and microseconds. */
    LIMIT_ROUND_US = 4000,
    LIMIT_TURN_US = 1000,
    LIMIT_TURN_REQUESTS = 16,
    LIMIT_TURN_BYTES = 64 * 1024,
    READ_COST_US = 20, /* charged for starting to read again */

    /* The size of a response, records aside: a request that names a topic many times is not
     * answered but disconnected. */
    LIMIT_RESPONSE_BYTES = 16 * 1024 * 1024,

    /* Responses that the client has not read yet, or that wait for an earlier one: above this the
     * connection's next requests wait. */
    LIMIT_OUTPUT_BYTES = 32 * 1024 * 1024,
    /* Output pressure. Above it a Fetch gets at most one batch, and nothing while its connection
     * has pending output; any other response of more than LARGE_RESPONSE_BYTES closes its
     * connection. */
    LIMIT_OUTPUT_BYTES_ALL = 256 * 1024 * 1024,
    LIMIT_LARGE_RESPONSE_BYTES = 2 * 1024 * 1024,

    /* A topic's name is also a directory name, with room for "-10000" and the suffix of deletion.
     */
    LIMIT_TOPIC_NAME = 249,
    LIMIT_TOPICS = 1000,
    LIMIT_PARTITIONS = 10000,              /* of all topics */
    LIMIT_TOPICS_NAMED = 2 * LIMIT_TOPICS, /* in a request about topics */

    /* What a batch may decompress to (a zstd bomb is 1:32,750, and clients have no limit of their
     * own). A topic that accepts larger batches may have them as large decompressed. */
    LIMIT_INFLATED_BYTES = 16 * 1024 * 1024,
    LIGHT_BATCH_BYTES = 256 * 1024, /* decompressed: a thread checks larger ones */

    /* Groups. The number of members of one is group.max.size. A member's metadata lists what it
     * subscribes to and owns. */
    LIMIT_GROUPS = 10000,
    LIMIT_MEMBERS_NAMED = 10000, /* in a request */
    LIMIT_MEMBER_BYTES = 1024 * 1024,
    LIMIT_GROUP_BYTES_ALL = 128 * 1024 * 1024, /* of groups, members and committed offsets */
    LIMIT_MINUTE_MS = 60 * 1000,
    LIMIT_FIRST_RETENTION_MS = 30 * 1000,          /* after a start */
    LIMIT_OFFSETS_CHECK_MS = 10 * LIMIT_MINUTE_MS, /* how often to look for old offsets */

    FLUSHER_THREADS = 6,
    LIMIT_FLUSHES = 4,       /* of one address: the other threads are for others */
    LIMIT_LAST_FLUSHES = 64, /* when the broker stops */
    LIMIT_OPENINGS = 3,      /* logs recovered at a time, by flusher threads */
    CHECKER_THREADS = 2,
    THREAD_STACK_BYTES = 256 * 1024,
};

#endif
