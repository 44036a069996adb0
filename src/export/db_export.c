/* db_export.c: a cache of the selected messages alone, which `ground` opens as any other.
 *
 * Messages are copied with their offsets, times and arrivals, renumbered without gaps, together
 * with what is not derived: the link's history and what EVENTS says of it, and the last heartbeat.
 * A tape (recorder/tape.h) then derives the rest, as the recorder does after an upgrade. */
#include "export/export.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "recorder/pipeline.h"
#include "recorder/tape.h"
#include "store/writer.h"

enum { ROWS_A_COMMIT = 16 * STORE_CHUNK, LINKS_MOST = 4096, EVENTS_MOST = 4096 };

struct db_part { /* of one of the selection's parts */
    struct store_part row;
    struct writer_step step; /* part 0: no message yet */
};

struct db_export {
    struct export_job *job;
    struct writer *w;
    struct db_part *parts; /* as the selection's */
    int32_t *rockets;      /* the ids here, by theirs; 0: not met yet */
    struct bytes *names;   /* of keyed rockets, by their ids here */
    int rocket_count;      /* ids here */
    int64_t seq, first_ms, last_ms;
};

/* ---- rockets and parts, when first met ---- */

static int copy_rocket(void *owner, const struct store_rocket *row)
{
    struct db_export *e = owner;
    int32_t *id = &e->rockets[row->id];
    if (writer_rocket(e->w, row->name, row->keyless, id, NULL) != 0)
        return 1;
    e->names = mem_grow(e->names, (size_t)*id + 1, sizeof *e->names);
    while (e->rocket_count <= *id)
        e->names[e->rocket_count++] = BYTES_NULL;
    if (!row->keyless)
        e->names[*id] = mem_bytes(row->name);
    return 0;
}

static int find_rocket_id(struct db_export *e, int32_t theirs, int32_t *id, struct err *err)
{
    if (theirs <= 0 || theirs >= e->job->selection->title_count)
        return err_set(err, ERR_CORRUPT, "the cache is damaged: a message has an unknown rocket");
    if (e->rockets[theirs] == 0) {
        int rc = reader_rocket(e->job->selection->reader, theirs, copy_rocket, e, err);
        if (rc < 0)
            return rc;
    }
    *id = e->rockets[theirs];
    return *id != 0 ? 0 : err_set(err, ERR_IO, "cannot write a rocket's name into the export");
}

/* The generation before, if it has messages here. */
static struct db_part *generation_before(struct db_export *e, int place)
{
    const struct store_part *rows = e->job->selection->parts;
    for (int i = place - 1; i >= 0; i--)
        if (rows[i].partition == rows[place].partition &&
            strcmp(rows[i].topic, rows[place].topic) == 0 &&
            strcmp(rows[i].cluster, rows[place].cluster) == 0 && e->parts[i].step.part != 0)
            return &e->parts[i];
    return NULL;
}

static int begin_part(struct db_export *e, int place, int64_t off, struct err *err)
{
    const struct store_part *theirs = &e->job->selection->parts[place];
    struct db_part *p = &e->parts[place], *before = generation_before(e, place);
    int rc = before != NULL ? writer_part_again(e->w, &before->row, off, &p->row, err)
                            : writer_part(e->w, theirs->cluster, theirs->topic, theirs->partition,
                                          &p->row, err);
    p->step = (struct writer_step){.part = p->row.id,
                                   .from_off = p->row.next_off,
                                   .first_off = off,
                                   .heard_ms = STORE_NO_TIME};
    return rc;
}

static int find_db_part(struct db_export *e, const struct store_message *m, struct db_part **out,
                        struct err *err)
{
    const struct store_part *theirs = selection_part(e->job->selection, m->part);
    if (theirs == NULL)
        return err_set(err, ERR_CORRUPT, "the cache is damaged: a message has an unknown part");
    int place = (int)(theirs - e->job->selection->parts);
    *out = &e->parts[place];
    return (*out)->step.part != 0 ? 0 : begin_part(e, place, m->off, err);
}

/* ---- messages ---- */

static void step_over(struct db_part *p, const struct store_message *m)
{
    p->step.to_off = m->off + 1;
    p->step.last_crc = pipeline_crc(m->t_ms, m->key, m->value);
    p->step.messages++;
    p->step.bytes += (int64_t)(m->key.len + m->value.len);
    if (m->arrival_ms != STORE_NO_TIME)
        p->step.heard_ms = m->arrival_ms;
}

static int copy_row(void *owner, const struct store_message *m, struct err *err)
{
    struct db_export *e = owner;
    struct writer_row row = {.m = *m};
    struct db_part *part = NULL;
    int rc = find_rocket_id(e, m->rocket, &row.m.rocket, err);
    if (rc == 0)
        rc = find_db_part(e, m, &part, err);
    if (rc != 0)
        return rc;
    int64_t t_ms = store_record_time(m->t_ms);
    e->first_ms = e->seq == 0 || t_ms < e->first_ms ? t_ms : e->first_ms;
    e->last_ms = e->seq == 0 || t_ms > e->last_ms ? t_ms : e->last_ms;
    row.m.seq = ++e->seq;
    row.m.part = part->step.part;
    row.same_key = !bytes_is_null(m->key) && bytes_equal(m->key, e->names[row.m.rocket]);
    rc = writer_append_rows(e->w, &row, 1, err);
    step_over(part, m);
    if (rc == 0 && e->seq % ROWS_A_COMMIT == 0) {
        rc = writer_commit(e->w, false, err);
        if (rc == 0)
            rc = writer_begin(e->w, err);
    }
    return rc;
}

static int write_parts(struct db_export *e, struct err *err)
{
    int rc = 0;
    for (int i = 0; i < e->job->selection->part_count && rc == 0; i++) {
        struct db_part *p = &e->parts[i];
        if (p->step.part == 0)
            continue;
        p->row.low = p->step.first_off;
        p->row.high = p->step.to_off;
        rc = writer_advance(e->w, &p->step, err);
        if (rc == 0)
            rc = writer_part_state(e->w, &p->row, err);
    }
    return rc;
}

/* ---- what is not derived ---- */

/* The link's history over the messages, from the state in which it was at the first. */
static int copy_links(struct db_export *e, struct err *err)
{
    struct store_link *links = mem_zero(LINKS_MOST, sizeof *links);
    int64_t t_ms = e->job->selection->range.to_ms == INT64_MAX ? INT64_MAX : e->last_ms;
    int count = 0, rc = 0;
    while (count < LINKS_MOST && t_ms >= e->first_ms &&
           (rc = reader_link_at(e->job->selection->reader, t_ms, &links[count], err)) == 0)
        t_ms = links[count++].t_ms - 1;
    rc = rc == ERR_NOT_FOUND ? 0 : rc;
    while (count > 0 && rc == 0)
        rc = writer_link(e->w, &links[--count], err);
    free(links);
    return rc;
}

/* The lines of EVENTS that belong to no rocket. */
static int copy_events(struct db_export *e, struct err *err)
{
    const struct selection_range *range = &e->job->selection->range;
    struct store_event *events = mem_zero(EVENTS_MOST, sizeof *events);
    struct reader_event_query query = {.v0 = range->from_ms == INT64_MIN ? INT64_MIN : e->first_ms,
                                       .v1 = range->to_ms == INT64_MAX ? INT64_MAX : e->last_ms,
                                       .rocket = READER_ALL,
                                       .kinds = 1u << EVENT_GAP | 1u << EVENT_LINK,
                                       .newest = true};
    int count = reader_events(e->job->selection->reader, &query, events, EVENTS_MOST, err);
    int rc = count < 0 ? count : 0;
    for (int i = 0; i < count && rc == 0; i++)
        if (events[i].rocket == 0)
            rc = writer_event(e->w, &events[i], err);
    free(events);
    return rc;
}

static int copy_status(struct db_export *e, struct err *err)
{
    struct store_status status;
    int rc = reader_status(e->job->selection->reader, &status, err);
    if (rc != 0)
        return rc == ERR_NOT_FOUND ? 0 : rc;
    status.last_seq = e->seq;
    return writer_status(e->w, &status, err);
}

static int copy_schemas(struct db_export *e, struct err *err)
{
    const struct schema_set *schemas = e->job->selection->schemas;
    int rc = 0, count = schema_set_count(schemas);
    for (int i = 0; i < count && rc == 0; i++) {
        struct message_schema s = *schema_set_at(schemas, i);
        s.from_seq = 0;
        rc = schema_rows_save(e->w, &s, count, err);
    }
    return rc;
}

static int copy_all(struct db_export *e, struct err *err)
{
    int rc = writer_begin(e->w, err);
    if (rc == 0)
        rc = copy_schemas(e, err);
    if (rc == 0)
        rc = export_walk(e->job, copy_row, e, err);
    if (rc == 0 && e->seq > 0)
        rc = write_parts(e, err);
    if (rc == 0)
        rc = copy_links(e, err);
    if (rc == 0)
        rc = copy_events(e, err);
    if (rc == 0)
        rc = copy_status(e, err);
    return rc == 0 ? writer_commit(e->w, true, err) : rc;
}

/* ---- what is derived ---- */

/* Until when it is known that nothing else was heard: the last heartbeat, or the next flight of an
 * exported one; FLIGHT_NO_TIME where messages may have been cut off. */
static int64_t known_until(const struct export_job *job)
{
    const struct selection *s = job->selection;
    struct store_status status;
    if (s->range.to_ms != INT64_MAX || reader_status(s->reader, &status, NULL) != 0)
        return FLIGHT_NO_TIME;
    int64_t until_ms = status.beat_ms;
    for (int i = 0; i < s->flight_count; i++)
        if (s->flights[i].seq0 > s->range.seq1 && s->flights[i].v0_ms < until_ms)
            until_ms = s->flights[i].v0_ms;
    return until_ms;
}

static int derive_all(struct export_job *job, const char *path, struct err *err)
{
    struct tape *t = NULL;
    int64_t until_ms = known_until(job);
    int rc = tape_open(&t, path, job->mission, err);
    if (rc == 0 && until_ms != FLIGHT_NO_TIME)
        rc = tape_tick(t, until_ms, err);
    if (rc == 0)
        rc = tape_commit(t, true, err);
    tape_close(t);
    return rc == 0 ? writer_settle(path, err) : rc;
}

static void remove_beside(const char *path)
{
    static const char *const suffixes[] = {"-wal", "-shm", "-journal"};
    char beside[OUTPUT_PATH_SIZE + 16];
    for (size_t i = 0; i < ARRAY_SIZE(suffixes); i++) {
        snprintf(beside, sizeof beside, "%s%s", path, suffixes[i]);
        unlink(beside);
    }
}

int db_export(struct export_job *job, struct err *err)
{
    struct db_export e = {.job = job};
    const char *path = job->output->temp;
    if (path[0] == '\0')
        return err_set(err, ERR_USAGE, "%s is not a file; --format db requires one",
                       job->output->path);
    e.parts = mem_zero((size_t)job->selection->part_count + 1, sizeof *e.parts);
    e.rockets = mem_zero((size_t)job->selection->title_count + 1, sizeof *e.rockets);
    int rc = writer_open(&e.w, path, err);
    if (rc == 0)
        rc = copy_all(&e, err);
    writer_close(e.w);
    if (rc == 0 && e.seq > 0)
        rc = derive_all(job, path, err);
    remove_beside(path);
    for (int i = 0; i < e.rocket_count; i++)
        mem_bytes_free(&e.names[i]);
    free(e.names);
    free(e.rockets);
    free(e.parts);
    return rc;
}
