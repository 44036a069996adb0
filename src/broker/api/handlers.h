/* handlers.h: the handlers of the APIs, which src/broker/api has in a file per family, each ordered
 * as the conversation goes. */
#ifndef BROKER_API_HANDLERS_H
#define BROKER_API_HANDLERS_H

#include "broker/config.h"
#include "broker/response.h"
#include "wire/api.h"

/* A handler per row of wire/api.h: handle_fetch() and so on. An API without one does not link. */
#define X(id, key, name, min, max, announced, flexible, struct_name)                               \
    request_handler handle_##struct_name;
API_ROWS(X)
#undef X

/* Fills `out` for an ApiVersions of an unsupported version: error 35 and the range of key 18. */
void api_versions_unsupported(struct request *rq);

/* configs.c: fills in a topic's configuration for CreateTopics. */
struct create_topics_response_topic;
void configs_fill_created(struct request *rq, const struct config *config,
                          struct create_topics_response_topic *out);

#endif
