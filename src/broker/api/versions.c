/* versions.c: ApiVersions. */
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "wire/errors.h"

/* A client's software name, as KIP-511 allows it: letters, digits, '-' and '.', beginning and
 * ending with a letter or digit. */
static bool is_software_name(struct bytes name)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t c = name.data[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        bool inside = i > 0 && i + 1 < name.len;
        if (!plain && !(inside && (c == '-' || c == '.')))
            return false;
    }
    return name.len > 0;
}

static void add_range(struct api_versions_response *out, const struct api *api)
{
    out->api_keys.items[out->api_keys.count++] = (struct api_versions_key){
        .api_key = api->key, .min_version = api->announced_min, .max_version = api->max};
}

static void new_ranges(struct request *rq, size_t count)
{
    struct api_versions_response *out = rq->out;
    out->api_keys.items = wire_new(&api_versions_key_schema, &rq->arena, (int32_t)count);
}

void api_versions_unsupported(struct request *rq)
{
    struct api_versions_response *out = rq->out;
    out->error_code = KAFKA_UNSUPPORTED_VERSION;
    new_ranges(rq, 1);
    add_range(out, api_find(API_API_VERSIONS));
}

/* No features are announced: they would turn on transactions and the new group protocol in clients.
 */
enum reply handle_api_versions(struct request *rq)
{
    const struct api_versions_request *in = rq->in;
    struct api_versions_response *out = rq->out;
    if (rq->version >= 3 && (!is_software_name(in->client_software_name) ||
                             !is_software_name(in->client_software_version))) {
        out->error_code = KAFKA_INVALID_REQUEST;
        return REPLY;
    }
    new_ranges(rq, api_count);
    for (size_t i = 0; i < api_count; i++)
        add_range(out, &api_rows[i]);
    out->finalized_features_epoch = 0;
    return REPLY;
}
