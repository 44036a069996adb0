/* api.h: the families of APIs, a file each: its conversation in order, its rows at the end. */
#ifndef BROKER_API_API_H
#define BROKER_API_API_H

#include "broker/config.h"
#include "broker/dispatch.h"
#include "broker/response.h"

extern const struct handler_row versions_handlers[];
extern const struct handler_row metadata_handlers[];
extern const struct handler_row topics_handlers[];
extern const struct handler_row configs_handlers[];
extern const struct handler_row producers_handlers[];
extern const struct handler_row produce_handlers[];
extern const struct handler_row fetch_handlers[];
extern const struct handler_row list_offsets_handlers[];
extern const struct handler_row groups_handlers[];
extern const struct handler_row offsets_handlers[];

/* Fills `out` for an ApiVersions of a version that is not served: error 35 and key 18's range. */
void api_versions_unsupported(struct request *rq);

/* A topic's configuration as CreateTopics answers it; see api/configs.c. */
struct create_topics_response_topic;
void configs_fill_created(struct request *rq, const struct config *config,
                          struct create_topics_response_topic *out);

#endif
