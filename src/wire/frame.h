/* frame.h: whole requests and responses: size, header, body.
 *
 *     int32 size | request:  api key 2, version 2, correlation id 4, client id (nullable string),
 *                            and tagged fields from the API's first flexible version on
 *                | response: correlation id 4, and tagged fields from there on: but never in the
 *                            answer to ApiVersions, which a client must read before it knows us
 *
 * The client id is a plain string even in flexible headers (KIP-482). */
#ifndef WIRE_FRAME_H
#define WIRE_FRAME_H

#include "wire/api.h"

enum { FRAME_SIZE_BYTES = 4 };

struct request_header {
    const struct api *api; /* NULL: no such API */
    int16_t key;
    int16_t version;
    int32_t correlation_id;
    struct bytes client_id; /* view into the frame; may be null */
};

enum frame_result {
    FRAME_OK,
    FRAME_BAD,          /* not a request: close the connection */
    FRAME_UNKNOWN_API,  /* close the connection */
    FRAME_WRONG_VERSION /* close; but an ApiVersions gets a response in version 0 (KIP-511) */
};

/* Reads the header from the front of `*frame` (a request without its size), which for FRAME_OK then
 * begins with the body. For the last two results, sets key, version and correlation id. */
enum frame_result request_header_read(struct bytes *frame, struct request_header *out);

/* The limit of the arena that a frame of that size is decoded into. What a handler allocates is in
 * proportion to it. */
size_t request_arena_limit(size_t frame_size);

/* Appends a whole response, size first. `body` is a struct of api->response. Returns what
 * wire_encode() returns. */
int response_write(struct buf *out, const struct api *api, int16_t version, int32_t correlation_id,
                   const void *body, struct err *err);

/* --- the client's side --- */

/* Appends a whole request, size first. `body` is a struct of api->request. */
int request_write(struct buf *out, const struct api *api, int16_t version, int32_t correlation_id,
                  struct bytes client_id, const void *body, struct err *err);

/* Reads a response without its size: header into `*correlation_id`, body into `out`, a struct of
 * api->response whose views point into `frame`. Returns what wire_decode() returns. A response to
 * ApiVersions with UNSUPPORTED_VERSION has to be read as version 0. */
int response_read(struct bytes frame, const struct api *api, int16_t version,
                  int32_t *correlation_id, struct arena *arena, void *out, struct err *err);

#endif
