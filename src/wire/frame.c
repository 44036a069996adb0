/* frame.c: headers, and the size in front. */
#include "wire/frame.h"

/* The part of a request header that every version of every API has, and the tags after it, as
 * schemas. */
struct plain_header {
    int16_t key;
    int16_t version;
    int32_t correlation_id;
};
enum { PLAIN_HEADER_SIZE = 8 };

/* Records are views into the frame. What is decoded are names and numbers, less than this even for
 * a request with ten thousand partitions. */
enum { ARENA_MIN = 64 * 1024, ARENA_PER_BYTE = 4, ARENA_MAX = 4 * 1024 * 1024 };

#define CLIENT_ID(F, s) F(s, STRING, client_id, 0, NULL_SINCE(0))
#define NO_FIELDS_BUT_TAGS(F, s) F(s, STRING, none, INT16_MAX)
/* clang-format off */
WIRE_STRUCT(client_id, CLIENT_ID)
WIRE_DECLARE(client_id, CLIENT_ID)
WIRE_DEFINE(client_id, CLIENT_ID)
WIRE_STRUCT(header_tags, NO_FIELDS_BUT_TAGS)
WIRE_DECLARE(header_tags, NO_FIELDS_BUT_TAGS)
WIRE_DEFINE(header_tags, NO_FIELDS_BUT_TAGS)
/* clang-format on */

static const struct wire_version plain = {0, false};
static const struct wire_version tagged = {0, true};

static int tags_skip(struct bytes *at, struct err *err)
{
    struct arena none;
    struct header_tags tags;
    arena_init(&none, 1);
    return wire_decode(&header_tags_schema, tagged, at, &none, &tags, err);
}

enum frame_result request_header_read(struct bytes *frame, struct request_header *out)
{
    struct bytes at = *frame;
    if (at.len < PLAIN_HEADER_SIZE)
        return FRAME_BAD;
    *out = (struct request_header){
        .key = (int16_t)be16_get(at.data),
        .version = (int16_t)be16_get(at.data + 2),
        .correlation_id = (int32_t)be32_get(at.data + 4),
    };
    out->api = api_find(out->key);
    if (out->api == NULL)
        return FRAME_UNKNOWN_API;
    if (out->version < out->api->min || out->version > out->api->max)
        return FRAME_WRONG_VERSION;
    at = bytes_make(at.data + PLAIN_HEADER_SIZE, at.len - PLAIN_HEADER_SIZE);
    struct arena none;
    struct client_id id;
    arena_init(&none, 1);
    if (wire_decode(&client_id_schema, plain, &at, &none, &id, NULL) != 0)
        return FRAME_BAD;
    if (api_version(out->api, out->version).flexible && tags_skip(&at, NULL) != 0)
        return FRAME_BAD;
    out->client_id = id.client_id;
    *frame = at;
    return FRAME_OK;
}

size_t request_arena_limit(size_t frame_size)
{
    size_t limit = ARENA_MIN + ARENA_PER_BYTE * frame_size;
    return limit < ARENA_MAX ? limit : ARENA_MAX;
}

/* Room for the size, which frame_end() fills in. */
static size_t frame_begin(struct buf *out)
{
    size_t start = out->len;
    buf_add(out, (const uint8_t[FRAME_SIZE_BYTES]){0}, FRAME_SIZE_BYTES);
    return start;
}

static void add_u16(struct buf *out, uint16_t v)
{
    be16_put(buf_reserve(out, 2), v);
    out->len += 2;
}

static void add_u32(struct buf *out, uint32_t v)
{
    be32_put(buf_reserve(out, 4), v);
    out->len += 4;
}

static int frame_end(struct buf *out, size_t start, int code)
{
    if (code == 0)
        be32_put(out->data + start, (uint32_t)(out->len - start - FRAME_SIZE_BYTES));
    else
        out->len = start;
    return code;
}

static bool response_has_tags(const struct api *api, int16_t version)
{
    return api->key != API_API_VERSIONS && api_version(api, version).flexible;
}

int response_write(struct buf *out, const struct api *api, int16_t version, int32_t correlation_id,
                   const void *body, struct err *err)
{
    size_t start = frame_begin(out);
    add_u32(out, (uint32_t)correlation_id);
    if (response_has_tags(api, version))
        buf_add_byte(out, 0);
    int code = wire_encode(api->response, api_version(api, version), body, out, err);
    return frame_end(out, start, code);
}

int request_write(struct buf *out, const struct api *api, int16_t version, int32_t correlation_id,
                  struct bytes client_id, const void *body, struct err *err)
{
    size_t start = frame_begin(out);
    add_u16(out, (uint16_t)api->key);
    add_u16(out, (uint16_t)version);
    add_u32(out, (uint32_t)correlation_id);
    struct client_id id = {client_id};
    int code = wire_encode(&client_id_schema, plain, &id, out, err);
    if (code == 0 && api_version(api, version).flexible)
        buf_add_byte(out, 0);
    if (code == 0)
        code = wire_encode(api->request, api_version(api, version), body, out, err);
    return frame_end(out, start, code);
}

int response_read(struct bytes frame, const struct api *api, int16_t version,
                  int32_t *correlation_id, struct arena *arena, void *out, struct err *err)
{
    if (frame.len < 4)
        return err_set(err, ERR_CORRUPT, "reading the response to %s: truncated", api->name);
    *correlation_id = (int32_t)be32_get(frame.data);
    frame = bytes_make(frame.data + 4, frame.len - 4);
    int code = response_has_tags(api, version) ? tags_skip(&frame, err) : 0;
    if (code == 0)
        code = wire_decode(api->response, api_version(api, version), &frame, arena, out, err);
    return code;
}
