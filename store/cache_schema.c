/* cache_schema.c: the cache's tables, as migrations. Never edit an old one: append a new one.
 *
 * `message` has no index: seq is its rowid, `chunk` and `lane` find rows by time, `offset_at` by
 * offset, each within 4096 rows. Indexes on it would more than halve the recorder's throughput. */
#include "store/cache_schema.h"

#include "base/bytes.h"

static const char *const migrations[] = {
    /* 1 */
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;"
    "CREATE TABLE part(id INTEGER PRIMARY KEY, cluster TEXT, topic TEXT, partition INT, gen INT,"
    " first_off INT, next_off INT, last_crc INT, low INT, high INT,"
    " messages INT, bytes INT, errors INT, missed INT, heard INT, state INT, note TEXT,"
    " UNIQUE(cluster, topic, partition, gen));"
    "CREATE TABLE rocket(id INTEGER PRIMARY KEY, name BLOB, keyless INT, UNIQUE(name, keyless));"
    /* darr: arrival - t. key: NULL too when it equals the name of a keyed rocket. */
    "CREATE TABLE message(seq INTEGER PRIMARY KEY, part INT, off INT, t INT, ts_type INT,"
    " darr INT, rocket INT, key BLOB, headers BLOB, value BLOB);"
    /* The first row of each part in each chunk. */
    "CREATE TABLE offset_at(part INT, off INT, seq INT, PRIMARY KEY(part, off)) WITHOUT ROWID;"
    "CREATE TABLE gap(part INT, off0 INT, off1 INT, kind INT, PRIMARY KEY(part, off0))"
    " WITHOUT ROWID;"
    "CREATE TABLE link(id INTEGER PRIMARY KEY, t INT, state INT, parts INT, parts_ok INT,"
    " text TEXT);"
    "CREATE INDEX link_t ON link(t);"
    "CREATE TABLE status(id INTEGER PRIMARY KEY CHECK(id = 1), pid INT, started INT, beat INT,"
    " link INT, link_since INT, next_try INT, tries INT, parts INT, parts_ok INT, last_seq INT,"
    " commit_us INT, answer_us INT, broker TEXT, text TEXT, mission TEXT);"
    /* Derived from here on. */
    "CREATE TABLE chunk(id INTEGER PRIMARY KEY, v_min INT, v_max INT, t_min INT, t_max INT);"
    /* id: chunk << 16 | rocket. */
    "CREATE TABLE lane(id INTEGER PRIMARY KEY, n INT, v0 INT, v1 INT, seqs BLOB, agg BLOB,"
    " state BLOB);"
    "CREATE TABLE heard(rocket INT, chunk INT, PRIMARY KEY(rocket, chunk)) WITHOUT ROWID;"
    "CREATE TABLE flight(id INTEGER PRIMARY KEY, rocket INT, number INT, seq0 INT, seq1 INT,"
    " v0 INT, v1 INT, t_zero INT, messages INT, silent INT, source INT, outcome TEXT,"
    " UNIQUE(rocket, number));"
    "CREATE INDEX flight_v ON flight(rocket, v0);"
    "CREATE TABLE event(id INTEGER PRIMARY KEY, v INT, seq INT, rocket INT, kind INT, clock INT,"
    " text TEXT);"
    "CREATE INDEX event_v ON event(v);"
    /* An event without a message (stale, link) is stored once, however often it is found. */
    "CREATE UNIQUE INDEX event_once ON event(rocket, kind, v) WHERE seq < 0;",
};

const struct db_schema cache_schema = {
    .what = "cache",
    .migrations = migrations,
    .count = ARRAY_SIZE(migrations),
    .application_id = 0x67726331, /* "grc1" */
};
