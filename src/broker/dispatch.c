/* dispatch.c: header, version check, decoding, calling the handler: the same for every API. */
#include "broker/dispatch.h"

#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "broker/groups.h"
#include "wire/frame.h"

/* In the order of api_rows. */
static request_handler *const handlers[] = {
#define X(id, key, name, min, max, announced, flexible, struct_name) handle_##struct_name,
    API_ROWS(X)
#undef X
};

static int decode(struct request *rq, struct bytes at, struct err *err)
{
    rq->arena.limit = request_arena_limit(rq->frame.len);
    void *in = arena_alloc(&rq->arena, rq->api->request->size);
    if (in == NULL)
        return err_set(err, ERR_TOO_BIG, "request exceeds its memory limit");
    rq->in = in;
    int rc =
        wire_decode(rq->api->request, api_version(rq->api, rq->version), &at, &rq->arena, in, err);
    rq->arena.limit = 0; /* handlers allocate in proportion to what was decoded */
    return rc;
}

/* The request may be gone afterwards. What it changed in groups may finish other requests. */
static void handle(struct request *rq)
{
    struct broker *b = rq->broker;
    rq->out = wire_new(rq->api->response, &rq->arena, 1);
    rq->stage = REQUEST_PARKED;
    request_reply(rq, handlers[rq->api - api_rows](rq));
    groups_respond(b);
}

/* KIP-511: an ApiVersions of an unknown version gets a response in version 0. */
static void respond_unknown_version(struct request *rq)
{
    rq->out = wire_new(rq->api->response, &rq->arena, 1);
    api_versions_unsupported(rq);
    request_finish_as(rq, 0);
}

void dispatch(struct request *rq)
{
    struct request_header header;
    struct bytes at = buf_bytes(&rq->frame);
    enum frame_result result = request_header_read(&at, &header);
    struct err err;
    rq->version = header.version;
    rq->correlation = header.correlation_id;
    if (result == FRAME_WRONG_VERSION && header.key == API_API_VERSIONS) {
        rq->api = api_find(API_API_VERSIONS);
        respond_unknown_version(rq);
        return;
    }
    if (result != FRAME_OK) {
        request_abort(rq, "not a request, or unsupported API or version");
        return;
    }
    rq->api = header.api;
    rq->client_id = header.client_id;
    if (decode(rq, at, &err) != 0) {
        request_abort(rq, err.text);
        return;
    }
    handle(rq);
}
