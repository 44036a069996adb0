/* checker.c: what is quick to check, what a thread does, and the queue of each address. */
#include "broker/checker.h"

#include "broker/broker.h"
#include "broker/recode.h"

static bool must_recode(const struct check *check)
{
    return check->codec != CODEC_COUNT && check->codec != batch_codec(&check->found.header);
}

/* The decompressed size is only known by decompressing, here up to what is quick. */
bool check_now(struct check *check, struct buf *scratch)
{
    check->found.bad_record = -1;
    check->result = batch_header_read(check->records, &check->found.header);
    if (check->result != BATCH_OK)
        return true;
    if (check->records.len > LIGHT_BATCH_BYTES)
        return false;
    size_t most = check->inflated_max < LIGHT_BATCH_BYTES ? check->inflated_max : LIGHT_BATCH_BYTES;
    check->result = batch_validate(check->records, most, scratch, &check->found);
    bool cut = check->result == BATCH_TOO_BIG && most < check->inflated_max;
    return !cut && !(check->result == BATCH_OK && must_recode(check));
}

static int run(struct job *job, struct err *err)
{
    struct check *check = CONTAINER_OF(job, struct check, job);
    struct buf plain = {0};
    (void)err;
    check->result = batch_validate(check->records, check->inflated_max, &plain, &check->found);
    if (check->result == BATCH_OK && must_recode(check)) {
        struct bytes batch = bytes_make(check->records.data, batch_size(&check->found.header));
        check->recode_rc = batch_recode(batch, check->codec, check->inflated_max, &plain,
                                        &check->recoded, &check->err);
    }
    buf_deinit(&plain);
    return 0;
}

static void finish(struct check *check)
{
    peer_drop(check->peer);
    check->done(check);
}

static void submit(struct check *check);

static void start_next(struct peer *peer)
{
    struct turn *turn = queue_take(&peer->checks);
    if (turn != NULL)
        submit(CONTAINER_OF(turn, struct check, turn));
    else
        peer->checks.running = 0;
}

static void on_done(struct job *job, const struct err *failed)
{
    struct check *check = CONTAINER_OF(job, struct check, job);
    (void)failed;
    start_next(check->peer);
    finish(check);
}

/* When the broker stops, nobody waits for the result. */
static void submit(struct check *check)
{
    check->job = (struct job){.run = run, .done = on_done};
    if (check->broker->stopping) {
        check->result = BATCH_INVALID;
        on_done(&check->job, NULL);
    } else {
        workers_submit(check->broker->checkers, &check->job);
    }
}

void check_start(struct broker *b, struct peer *peer, struct check *check)
{
    check->broker = b;
    check->peer = peer_hold(peer);
    if (peer->checks.running > 0) {
        queue_put(&peer->checks, &check->turn);
        return;
    }
    peer->checks.running = 1;
    submit(check);
}
