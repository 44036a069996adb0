/* tape_recover.c: restoring a recorder's state from the cache: rockets from their last keyframes,
 * folded on through the rows since.
 *
 * While everything is being refolded, the meta row "derived" holds the seq up to which events and
 * flights are in the cache, so that an interrupted refold resumes there. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/logline.h"
#include "flight/formulas.h"
#include "recorder/resident.h"
#include "store/reader.h"

enum { ROWS_A_COMMIT = 16 * STORE_CHUNK, PROGRESS_MS = 1000 };

struct tape_recovery {
    struct tape *tape;
    struct reader *reader;
    int64_t derived; /* events and flights of rows up to here are in the cache */
    bool refolding;
    int64_t shown_ms; /* wall: when progress was shown last; 0: not yet */
    int rc;           /* of the row folded last */
    struct err *err;
};

/* ---- the mission and fold that made the derived rows ---- */

static uint64_t mix(uint64_t h, const char *text)
{
    static const uint8_t end = 0xff;
    return fnv1a_64(fnv1a_64(h, bytes_of(text != NULL ? text : "")), bytes_make(&end, 1));
}

static void fold_key(const struct mission *m, char out[80])
{
    uint64_t h = 1469598103934665603u;
    for (int i = 0; i < m->source_count; i++) {
        const struct mission_source *s = &m->sources[i];
        char unit[64];
        snprintf(unit, sizeof unit, "%g %d %d %d", s->seconds, (int)s->format, s->iso, s->epoch);
        for (int k = 0; k < s->column_count; k++)
            h = mix(h, s->columns[k]);
        if (s->week != NULL)
            h = mix(h, s->week);
        h = mix(mix(mix(mix(mix(h, s->time), unit), s->phase), s->event), s->match);
        h = s->utc != NULL ? mix(h, s->utc) : h;
    }
    for (int i = 0; i < m->topic_count; i++)
        if (m->topics[i].told != NULL)
            h = mix(mix(h, m->topics[i].name), m->topics[i].told);
    for (int i = 0; i < m->channel_count; i++)
        h = mix(h, m->channels[i].name);
    for (int i = 0; i < m->word_count; i++) {
        h = mix(mix(h, m->words[i].text), m->words[i].phase);
        uint8_t effect = (uint8_t)m->words[i].effect;
        h = fnv1a_64(h, bytes_make(&effect, 1));
    }
    if (m->formulas != NULL)
        h ^= m->formulas->hash;
    snprintf(out, 80, "%d.%d %.40s %016llx", ROCKET_FOLD_VERSION, message_format_count(), m->name,
             (unsigned long long)h);
}

static int forget(struct tape_recovery *rec, const char *key)
{
    struct writer *w = rec->tape->writer;
    rec->tape->derive.unknown = (struct unknown_schemas){.changed = true};
    int rc = writer_begin(w, rec->err);
    if (rc == 0)
        rc = writer_forget_derived(w, rec->err);
    if (rc == 0)
        rc = writer_meta(w, STORE_META_FOLD, key, rec->err);
    if (rc == 0)
        rc = writer_meta(w, STORE_META_DERIVED, "0", rec->err);
    return rc != 0 ? rc : writer_commit(w, false, rec->err);
}

static int check_fold(struct tape_recovery *rec, bool schemas_late)
{
    char key[80], made_with[80], derived[32];
    fold_key(rec->tape->derive.mission, key);
    int rc = reader_meta(rec->reader, STORE_META_FOLD, made_with, sizeof made_with, rec->err);
    if (rc == 0 && (schemas_late || strcmp(key, made_with) != 0))
        rc = forget(rec, key);
    if (rc == 0)
        rc = reader_meta(rec->reader, STORE_META_DERIVED, derived, sizeof derived, rec->err);
    rec->refolding = rc == 0 && derived[0] != '\0';
    rec->derived = rec->refolding ? strtoll(derived, NULL, 10) : INT64_MAX;
    return rc;
}

/* ---- rockets ---- */

static int know_rocket(void *owner, const struct store_rocket *rocket)
{
    struct tape_recovery *rec = owner;
    tape_add_name(rec->tape, rocket->id, rocket->name, rocket->keyless);
    return 0;
}

static int restore_rockets(struct tape_recovery *rec)
{
    int rc = reader_rockets(rec->reader, 0, know_rocket, rec, rec->err);
    return rc < 0 ? rc : resident_load_recent(rec->tape, rec->err);
}

/* ---- rows ---- */

static int fold_row(void *owner, const struct store_message *m)
{
    struct tape_recovery *rec = owner;
    struct tape *t = rec->tape;
    rec->rc = resident_load(t, m->rocket, rec->err);
    if (rec->rc == ERR_NOT_FOUND)
        rec->rc =
            err_set(rec->err, ERR_CORRUPT,
                    "the cache is damaged: row %lld has an unknown rocket id", (long long)m->seq);
    if (rec->rc != 0)
        return 1;
    if (t->derive.mission->by_topic)
        derive_part(&t->derive, m->part, reader_topic(rec->reader, m->part));
    if (m->arrival_ms != STORE_NO_TIME && m->arrival_ms > t->arrival_ms)
        t->arrival_ms = m->arrival_ms;
    derive_message(&t->derive, m, m->seq <= rec->derived);
    return 0;
}

static int commit_progress(struct tape_recovery *rec, int64_t seq, bool last)
{
    char derived[32];
    int64_t now_ms = rec->tape->arrival_ms;
    snprintf(derived, sizeof derived, "%lld", (long long)seq);
    derive_flush(&rec->tape->derive, now_ms);
    int rc = outbox_write(&rec->tape->derive.out, rec->tape->writer, rec->err);
    if (rc == 0)
        rc = tape_schemas_write_unknown(rec->tape, rec->err);
    if (rc == 0)
        rc = writer_meta(rec->tape->writer, STORE_META_DERIVED, last ? "" : derived, rec->err);
    return rc != 0 ? rc : writer_commit(rec->tape->writer, false, rec->err);
}

/* A recorder that refolds lives, and says how far it is. */
static int show_progress(struct tape_recovery *rec, int64_t seq, int64_t last)
{
    struct store_status status;
    int64_t now_ms = clock_wall_ms();
    if (rec->shown_ms != 0 && now_ms - rec->shown_ms < PROGRESS_MS && now_ms >= rec->shown_ms)
        return 0;
    if (rec->shown_ms != 0)
        log_line(LOG_INFO, "refolding: %lld of %lld messages", (long long)seq, (long long)last);
    rec->shown_ms = now_ms;
    if (reader_status(rec->reader, &status, NULL) != 0 || status.pid != getpid())
        return 0;
    status.beat_ms = now_ms;
    return writer_status(rec->tape->writer, &status, rec->err);
}

/* Folds the rows after the last full chunk; a refold commits every ROWS_A_COMMIT rows. */
static int fold_rows(struct tape_recovery *rec)
{
    int64_t chunks, last;
    int rc = reader_chunk_count(rec->reader, &chunks, rec->err);
    if (rc == 0)
        rc = reader_last_seq(rec->reader, &last, rec->err);
    if (rc != 0)
        return rc;
    rec->tape->last_seq = last;
    int64_t from = chunks * STORE_CHUNK;
    do {
        if (rec->refolding && (rc = writer_begin(rec->tape->writer, rec->err)) != 0)
            return rc;
        rec->tape->begun = rec->refolding;
        /* Ends at a chunk's last row, so that an interrupted refold resumes at a chunk. */
        int64_t to = from + ROWS_A_COMMIT - 1;
        to = to < last ? to : last;
        rc = reader_rows(rec->reader, from, to > from ? to : from, ROWS_A_COMMIT, fold_row, rec,
                         rec->err);
        if (rc < 0 || rec->rc != 0)
            return rc < 0 ? rc : rec->rc;
        from = to + 1;
        rec->tape->begun = false;
        if (rec->refolding && (rc = show_progress(rec, to, last)) != 0)
            return rc;
        if (rec->refolding && (rc = commit_progress(rec, to, from > last)) != 0)
            return rc;
    } while (from <= last);
    return 0;
}

/* An unreadable keyframe costs a refold, not the recording. */
static int forget_keyframes(struct tape_recovery *rec)
{
    const struct mission *mission = rec->tape->derive.mission;
    char key[80];
    log_line(LOG_WARN, "refolding everything: %s", rec->err->text);
    names_deinit(&rec->tape->names);
    derive_deinit(&rec->tape->derive);
    derive_init(&rec->tape->derive, mission);
    rec->tape->derive.decoded.schemas = rec->tape->schemas;
    rec->tape->others = 0;
    fold_key(mission, key);
    int rc = forget(rec, key);
    if (rc == 0)
        rc = check_fold(rec, false);
    return rc != 0 ? rc : restore_rockets(rec);
}

/* Viewers find the mission in the cache, wherever they run. */
static int note_mission(struct tape_recovery *rec)
{
    const char *text = rec->tape->derive.mission->text;
    struct writer *w = rec->tape->writer;
    char now[32];
    snprintf(now, sizeof now, "%lld", (long long)clock_wall_ms());
    int rc = writer_begin(w, rec->err);
    if (rc == 0)
        rc = writer_meta(w, STORE_META_RELOADED, now, rec->err);
    if (rc == 0)
        rc = writer_meta(w, STORE_META_MISSION, text != NULL ? text : "", rec->err);
    return rc != 0 ? rc : writer_commit(w, false, rec->err);
}

int tape_recover(struct tape *t, struct err *err)
{
    struct tape_recovery rec = {.tape = t, .reader = writer_reader(t->writer), .err = err};
    bool schemas_late;
    int rc = tape_schemas_open(t, &schemas_late, err);
    if (rc == 0)
        rc = check_fold(&rec, schemas_late);
    if (rc == 0)
        rc = restore_rockets(&rec);
    if (rc == ERR_CORRUPT)
        rc = forget_keyframes(&rec);
    if (rc == 0)
        rc = note_mission(&rec);
    if (rc == 0)
        rc = fold_rows(&rec);
    return rc == 0 ? 0 : err_prefix(err, "cannot resume the recording: ");
}
