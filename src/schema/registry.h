/* registry.h: asking a Schema Registry for schemas, on a thread of its own.
 *
 * Nothing here waits: registry_ask() notes the id and says what is known. One request at a time,
 * GET URL/schemas/ids/ID, at most REGISTRY_ANSWER_MS long and SCHEMA_TEXT_MOST bytes. An answer is
 * final. A refusal is asked again after REGISTRY_AGAIN_MS; while the registry does not answer at
 * all, it is asked every REGISTRY_RETRY_MS, for one id. At most REGISTRY_IDS_MOST ids are asked
 * for, so that bytes which only look like a frame cost nothing. */
#ifndef SCHEMA_REGISTRY_H
#define SCHEMA_REGISTRY_H

#include "base/buf.h"
#include "schema/schema_set.h"

enum {
    REGISTRY_ANSWER_MS = 5000,
    REGISTRY_CONNECT_MS = 2000,
    REGISTRY_AGAIN_MS = 60000,
    REGISTRY_RETRY_MS = 5000,
    REGISTRY_IDS_MOST = 2 * SCHEMAS_MOST,
    REGISTRY_WHY_SIZE = 352,
};

enum registry_answer {
    REGISTRY_WAIT,    /* it has been asked */
    REGISTRY_HAS,     /* registry_take() has it */
    REGISTRY_HAS_NOT, /* it says so; or it does not answer: see registry_why() */
};

struct registry;

/* Checks the URL, http or https, and starts the thread; nothing is sent yet. ERR_USAGE: the URL is
 * none; ERR_FAIL. */
int registry_open(struct registry **out, const char *url, struct err *err);
/* Ends a request that is under way. NULL is fine. */
void registry_close(struct registry *r);

/* What is known of the schema; asks for it where nothing is. */
enum registry_answer registry_ask(struct registry *r, uint32_t id, int64_t mono_ms);
/* The next answer: false when there is none. `text` is the caller's to free. */
bool registry_take(struct registry *r, uint32_t *id, enum schema_type *type, struct buf *text);
/* The last request that failed: "http://host:8081 does not answer: Connection refused"; false when
 * none has failed since the last success. Clean, and without the password in the URL. */
bool registry_why(struct registry *r, char out[REGISTRY_WHY_SIZE]);

#endif
