/* client_record.h: a message as clients send and receive it. */
#ifndef CLIENT_CLIENT_RECORD_H
#define CLIENT_CLIENT_RECORD_H

#include "base/bytes.h"

struct client_header {
    const char *name;
    struct bytes value; /* may be null */
};

enum client_time { CLIENT_TIME_NONE, CLIENT_TIME_CREATE, CLIENT_TIME_APPEND };

struct client_record {
    const char *topic;
    int32_t partition; /* sending: -1 lets the key decide */
    int64_t offset;    /* received only */
    int64_t time_ms;   /* sending: 0 is now */
    enum client_time time_kind;
    struct bytes key, value; /* either may be null */
    const struct client_header *headers;
    size_t header_count;
};

#endif
