/* mcap_file.c: records are an opcode, a length of 64 bits, and content; little-endian throughout.
 * Strings have a length of 32 bits before them, and so have arrays and maps: in bytes. */
#include "export/mcap_file.h"

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/mem.h"

enum mcap_opcode {
    MCAP_HEADER = 0x01,
    MCAP_FOOTER = 0x02,
    MCAP_SCHEMA = 0x03,
    MCAP_CHANNEL = 0x04,
    MCAP_MESSAGE = 0x05,
    MCAP_CHUNK = 0x06,
    MCAP_MESSAGE_INDEX = 0x07,
    MCAP_CHUNK_INDEX = 0x08,
    MCAP_STATISTICS = 0x0b,
    MCAP_SUMMARY_OFFSET = 0x0e,
    MCAP_DATA_END = 0x0f,
};

enum { FOOTER_SIZE = 20, ZSTD_LEVEL = 3 };
static const char magic[] = "\x89MCAP0\r\n";

static void add_number(struct buf *out, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_add_byte(out, (uint8_t)(value >> (8 * i)));
}

static void add_string(struct buf *out, struct bytes text)
{
    add_number(out, text.len, 4);
    buf_add_bytes(out, text);
}

/* Begins a record; end_record() fills in its length. */
static size_t begin_record(struct buf *out, enum mcap_opcode opcode)
{
    add_number(out, opcode, 1);
    add_number(out, 0, 8);
    return out->len;
}

static void set_number(struct buf *out, size_t at, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        out->data[at + (size_t)i] = (uint8_t)(value >> (8 * i));
}

static void end_record(struct buf *out, size_t begin)
{
    set_number(out, begin - 8, out->len - begin, 8);
}

static int put(struct mcap_file *m, struct bytes bytes, struct err *err)
{
    m->at += bytes.len;
    m->crc = (uint32_t)crc32_z(m->crc, bytes.data, bytes.len);
    return output_write(m->output, bytes, err);
}

int mcap_begin(struct mcap_file *m, struct output *output, struct bytes schema, struct err *err)
{
    struct buf head = {0};
    *m = (struct mcap_file){.output = output};
    m->counts = mem_zero(MCAP_CHANNELS + 1, sizeof *m->counts);
    size_t record = begin_record(&m->schemas, MCAP_SCHEMA);
    add_number(&m->schemas, 1, 2);
    add_string(&m->schemas, bytes_of("telemetry"));
    add_string(&m->schemas, bytes_of("jsonschema"));
    add_string(&m->schemas, schema);
    end_record(&m->schemas, record);
    buf_add(&head, magic, sizeof magic - 1);
    record = begin_record(&head, MCAP_HEADER);
    add_string(&head, bytes_of(""));
    add_string(&head, bytes_of("ground"));
    end_record(&head, record);
    buf_add_bytes(&m->chunk, buf_bytes(&m->schemas));
    int rc = put(m, buf_bytes(&head), err);
    buf_deinit(&head);
    return rc;
}

int mcap_add_channel(struct mcap_file *m, const char *topic, uint16_t *id, struct err *err)
{
    if (m->channel_count == MCAP_CHANNELS)
        return err_set(err, ERR_TOO_BIG, "an MCAP file holds at most %d channels", MCAP_CHANNELS);
    *id = (uint16_t)++m->channel_count;
    size_t from = m->channels.len;
    size_t record = begin_record(&m->channels, MCAP_CHANNEL);
    add_number(&m->channels, *id, 2);
    add_number(&m->channels, 1, 2); /* the schema */
    add_string(&m->channels, bytes_of(topic));
    add_string(&m->channels, bytes_of("json"));
    add_number(&m->channels, 0, 4); /* no metadata */
    end_record(&m->channels, record);
    buf_add(&m->chunk, m->channels.data + from, m->channels.len - from);
    return 0;
}

/* ---- chunks ---- */

static int by_channel_and_time(const void *left, const void *right)
{
    const struct mcap_entry *a = left, *b = right;
    if (a->channel != b->channel)
        return a->channel < b->channel ? -1 : 1;
    if (a->time_ns != b->time_ns)
        return a->time_ns < b->time_ns ? -1 : 1;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

/* The Message Index of each channel in the chunk, and the map of where they are in the file. */
static void add_message_indexes(struct mcap_file *m, uint64_t at, struct buf *out, struct buf *map)
{
    qsort(m->entries, m->entry_count, sizeof *m->entries, by_channel_and_time);
    for (size_t i = 0, next; i < m->entry_count; i = next) {
        uint16_t channel = m->entries[i].channel;
        for (next = i; next < m->entry_count && m->entries[next].channel == channel; next++)
            ;
        add_number(map, channel, 2);
        add_number(map, at + out->len, 8);
        size_t record = begin_record(out, MCAP_MESSAGE_INDEX);
        add_number(out, channel, 2);
        add_number(out, (next - i) * 16, 4);
        for (size_t k = i; k < next; k++) {
            add_number(out, m->entries[k].time_ns, 8);
            add_number(out, m->entries[k].offset, 8);
        }
        end_record(out, record);
    }
}

static void chunk_times(const struct mcap_file *m, uint64_t *first, uint64_t *last)
{
    *first = *last = m->entries[0].time_ns;
    for (size_t i = 1; i < m->entry_count; i++) {
        uint64_t t = m->entries[i].time_ns;
        *first = t < *first ? t : *first;
        *last = t > *last ? t : *last;
    }
}

/* Start, end and sizes are the same in a chunk and in its index. */
static int add_chunk(struct mcap_file *m, uint64_t first, uint64_t last, struct buf *out,
                     size_t *packed, struct err *err)
{
    size_t record = begin_record(out, MCAP_CHUNK);
    add_number(out, first, 8);
    add_number(out, last, 8);
    add_number(out, m->chunk.len, 8);
    add_number(out, crc32_z(0, m->chunk.data, m->chunk.len), 4);
    add_string(out, bytes_of("zstd"));
    add_number(out, 0, 8);
    size_t at = out->len, most = ZSTD_compressBound(m->chunk.len);
    *packed = ZSTD_compress(buf_reserve(out, most), most, m->chunk.data, m->chunk.len, ZSTD_LEVEL);
    if (ZSTD_isError(*packed))
        return err_set(err, ERR_FAIL, "zstd: %s", ZSTD_getErrorName(*packed));
    out->len += *packed;
    set_number(out, at - 8, *packed, 8);
    end_record(out, record);
    return 0;
}

static void add_chunk_index(struct mcap_file *m, uint64_t first, uint64_t last, size_t packed,
                            size_t chunk_size, size_t index_size, struct bytes map)
{
    struct buf *out = &m->chunk_indexes;
    size_t record = begin_record(out, MCAP_CHUNK_INDEX);
    add_number(out, first, 8);
    add_number(out, last, 8);
    add_number(out, m->at, 8);
    add_number(out, chunk_size, 8);
    add_string(out, map);
    add_number(out, index_size, 8);
    add_string(out, bytes_of("zstd"));
    add_number(out, packed, 8);
    add_number(out, m->chunk.len, 8);
    end_record(out, record);
}

static int write_chunk(struct mcap_file *m, struct err *err)
{
    struct buf out = {0}, map = {0};
    uint64_t first, last;
    size_t packed = 0;
    if (m->entry_count == 0)
        return 0;
    chunk_times(m, &first, &last);
    int rc = add_chunk(m, first, last, &out, &packed, err);
    size_t chunk_size = out.len;
    if (rc == 0) {
        add_message_indexes(m, m->at, &out, &map);
        add_chunk_index(m, first, last, packed, chunk_size, out.len - chunk_size, buf_bytes(&map));
        rc = put(m, buf_bytes(&out), err);
    }
    m->chunk_count++;
    m->entry_count = 0;
    buf_clear(&m->chunk);
    buf_deinit(&out);
    buf_deinit(&map);
    return rc;
}

static void note_entry(struct mcap_file *m, struct mcap_entry entry)
{
    if (m->entry_count == m->entry_cap) {
        m->entry_cap = m->entry_cap * 2 + 1024;
        m->entries = mem_grow(m->entries, m->entry_cap, sizeof *m->entries);
    }
    m->entries[m->entry_count++] = entry;
    m->first_ns = m->messages == 0 || entry.time_ns < m->first_ns ? entry.time_ns : m->first_ns;
    m->last_ns = entry.time_ns > m->last_ns ? entry.time_ns : m->last_ns;
    m->messages++;
    m->counts[entry.channel]++;
}

int mcap_add_message(struct mcap_file *m, uint16_t channel, uint64_t time_ns, uint32_t sequence,
                     struct bytes json, struct err *err)
{
    note_entry(m, (struct mcap_entry){time_ns, m->chunk.len, channel});
    size_t record = begin_record(&m->chunk, MCAP_MESSAGE);
    add_number(&m->chunk, channel, 2);
    add_number(&m->chunk, sequence, 4);
    add_number(&m->chunk, time_ns, 8);
    add_number(&m->chunk, time_ns, 8);
    buf_add_bytes(&m->chunk, json);
    end_record(&m->chunk, record);
    return m->chunk.len >= MCAP_CHUNK_SIZE ? write_chunk(m, err) : 0;
}

/* ---- the end ---- */

static void add_statistics(const struct mcap_file *m, struct buf *out)
{
    size_t record = begin_record(out, MCAP_STATISTICS);
    add_number(out, m->messages, 8);
    add_number(out, 1, 2); /* schemas */
    add_number(out, (uint64_t)m->channel_count, 4);
    add_number(out, 0, 4); /* attachments */
    add_number(out, 0, 4); /* metadata */
    add_number(out, m->chunk_count, 4);
    add_number(out, m->first_ns, 8);
    add_number(out, m->last_ns, 8);
    add_number(out, (uint64_t)m->channel_count * 10, 4);
    for (int i = 1; i <= m->channel_count; i++) {
        add_number(out, (uint64_t)i, 2);
        add_number(out, m->counts[i], 8);
    }
    end_record(out, record);
}

/* Adds a group of records to the summary, and where it is to `offsets`. */
static void add_group(struct buf *out, struct buf *offsets, enum mcap_opcode opcode,
                      uint64_t summary_at, struct bytes records)
{
    if (records.len == 0)
        return;
    size_t record = begin_record(offsets, MCAP_SUMMARY_OFFSET);
    add_number(offsets, opcode, 1);
    add_number(offsets, summary_at + out->len, 8);
    add_number(offsets, records.len, 8);
    end_record(offsets, record);
    buf_add_bytes(out, records);
}

static void add_summary(struct mcap_file *m, struct buf *out)
{
    struct buf statistics = {0}, offsets = {0};
    add_statistics(m, &statistics);
    add_group(out, &offsets, MCAP_SCHEMA, m->at, buf_bytes(&m->schemas));
    add_group(out, &offsets, MCAP_CHANNEL, m->at, buf_bytes(&m->channels));
    add_group(out, &offsets, MCAP_STATISTICS, m->at, buf_bytes(&statistics));
    add_group(out, &offsets, MCAP_CHUNK_INDEX, m->at, buf_bytes(&m->chunk_indexes));
    uint64_t offsets_at = m->at + out->len;
    buf_add_bytes(out, buf_bytes(&offsets));
    size_t footer = begin_record(out, MCAP_FOOTER);
    add_number(out, m->at, 8);
    add_number(out, offsets_at, 8);
    set_number(out, footer - 8, FOOTER_SIZE, 8); /* the CRC is over the length too */
    add_number(out, crc32_z(0, out->data, out->len), 4);
    buf_add(out, magic, sizeof magic - 1);
    buf_deinit(&statistics);
    buf_deinit(&offsets);
}

int mcap_end(struct mcap_file *m, struct err *err)
{
    struct buf out = {0};
    int rc = write_chunk(m, err);
    if (rc != 0)
        return rc;
    size_t record = begin_record(&out, MCAP_DATA_END);
    add_number(&out, m->crc, 4);
    end_record(&out, record);
    rc = put(m, buf_bytes(&out), err);
    buf_clear(&out);
    add_summary(m, &out);
    if (rc == 0)
        rc = put(m, buf_bytes(&out), err);
    buf_deinit(&out);
    return rc;
}

void mcap_deinit(struct mcap_file *m)
{
    buf_deinit(&m->schemas);
    buf_deinit(&m->channels);
    buf_deinit(&m->chunk);
    buf_deinit(&m->chunk_indexes);
    free(m->counts);
    free(m->entries);
    *m = (struct mcap_file){0};
}
