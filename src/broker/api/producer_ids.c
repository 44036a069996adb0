/* producer_ids.c: InitProducerId: a unique id for an idempotent producer (KIP-98).
 *
 * Ids come from blocks: a block is reserved durably, then handed out from memory; a restart begins
 * a new one. Transactional ids are rejected, since there are no transactions. */
#include <stdlib.h>

#include "base/db.h"
#include "base/mem.h"
#include "broker/api/handlers.h"
#include "broker/broker.h"
#include "wire/errors.h"

enum { BLOCK = 1000 };

struct reservation {
    struct metadb_op op; /* first: the metadata thread passes it back */
    struct broker *broker;
    int64_t end;
};

static int run_reserve(sqlite3 *db, struct metadb_op *op, struct err *err)
{
    struct reservation *r = (struct reservation *)op;
    sqlite3_stmt *stmt;
    int rc = db_prepare(db,
                        "INSERT INTO value VALUES('producer.id.next', ?1)"
                        " ON CONFLICT(key) DO UPDATE SET value = value + ?1 RETURNING value",
                        &stmt, err);
    if (rc != 0)
        return rc;
    sqlite3_bind_int64(stmt, 1, BLOCK);
    if (sqlite3_step(stmt) != SQLITE_ROW)
        rc = db_fail(db, err, "cannot reserve producer ids");
    else
        r->end = sqlite3_column_int64(stmt, 0);
    if (rc == 0 && sqlite3_step(stmt) != SQLITE_DONE)
        rc = db_fail(db, err, "cannot reserve producer ids");
    sqlite3_finalize(stmt);
    return rc;
}

static void hand_out(struct request *rq)
{
    struct producer_ids *ids = &rq->broker->producer_ids;
    struct init_producer_id_response *out = rq->out;
    out->producer_id = ids->next++;
    out->producer_epoch = 0;
}

static void reserve(struct broker *b);

static void done_reserve(struct metadb_op *op, int rc)
{
    struct reservation *r = (struct reservation *)op;
    struct broker *b = r->broker;
    struct producer_ids *ids = &b->producer_ids;
    if (rc == 0) {
        ids->end = r->end;
        ids->next = r->end - BLOCK;
    }
    free(r);
    while (ids->waiting != NULL && (rc != 0 || ids->next < ids->end)) {
        struct request *rq = ids->waiting;
        ids->waiting = rq->state;
        if (rc == 0)
            hand_out(rq);
        else
            ((struct init_producer_id_response *)rq->out)->error_code =
                KAFKA_COORDINATOR_NOT_AVAILABLE;
        request_finish(rq);
    }
    if (ids->waiting != NULL)
        reserve(b);
}

static void reserve(struct broker *b)
{
    struct reservation *r = mem_zero(1, sizeof *r);
    r->broker = b;
    r->op = (struct metadb_op){.run = run_reserve, .done = done_reserve};
    metadb_submit(b->metadb, &r->op);
}

/* An idempotent producer that asks again (KIP-360) gets a new id: its sequences restart. */
enum reply handle_init_producer_id(struct request *rq)
{
    const struct init_producer_id_request *in = rq->in;
    struct init_producer_id_response *out = rq->out;
    struct producer_ids *ids = &rq->broker->producer_ids;
    if (!bytes_is_null(in->transactional_id)) {
        out->error_code = KAFKA_TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
        return REPLY;
    }
    if (ids->next < ids->end) {
        hand_out(rq);
        return REPLY;
    }
    bool asked = ids->waiting != NULL;
    rq->state = ids->waiting;
    ids->waiting = rq;
    if (!asked)
        reserve(rq->broker);
    return LATER;
}
