/* registry_fetch.h: one request to a Schema Registry: the only file that uses libcurl. */
#ifndef SCHEMA_REGISTRY_FETCH_H
#define SCHEMA_REGISTRY_FETCH_H

#include <stdatomic.h>

#include "base/buf.h"
#include "schema/schema_set.h"

enum { FETCH_WHY_SIZE = 352 };

enum fetch_result {
    FETCH_HAS,     /* type and text are filled */
    FETCH_HAS_NOT, /* it answers, but not with a schema that can be used: `why` */
    FETCH_FAILED,  /* it does not answer, or refuses everything: `why` */
};

struct registry_fetch {
    void *curl;
    char *url;          /* without a slash at its end; may hold a password */
    char *shown;        /* the same without user and password */
    atomic_bool *ended; /* gives up when it is set */
    int answer_ms, connect_ms;
};

/* Checks the URL. ERR_USAGE, ERR_FAIL. */
int registry_fetch_open(struct registry_fetch *f, const char *url, struct err *err);
void registry_fetch_close(struct registry_fetch *f);

/* Waits for the answer, at most answer_ms. `why` is clean. */
enum fetch_result registry_fetch_schema(struct registry_fetch *f, uint32_t id,
                                        enum schema_type *type, struct buf *text,
                                        char why[FETCH_WHY_SIZE]);

#endif
