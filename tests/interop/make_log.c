/* make_log.c: writes a partition with everything a log can hold, for Apache Kafka's tools to read.
 *
 *     make_log DIR
 *
 * That is several segments, all codecs, small and large batches, falling times, an idempotent
 * producer, and an unclean start in between. Prints the number of records. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "batch_builder.h"
#include "log/log.h"

static const uint8_t topic_id[16] = {0x67, 0x72, 0x6f, 0x75, 0x6e, 0x64};

static void must(int code, const struct err *err)
{
    if (code == 0)
        return;
    fprintf(stderr, "make_log: %s\n", err->text);
    exit(1);
}

static void append(struct log *log, int round, int32_t *sequence)
{
    struct batch_builder builder = {0};
    struct buf batch = {0};
    struct err err = {0};
    struct log_appended out;
    batch_builder_init(&builder);
    int32_t count = 1 + round % 9;
    if (round % 3 == 0) {
        builder.header.producer_id = 1000;
        builder.header.producer_epoch = 0;
        builder.header.base_sequence = *sequence;
        *sequence += count;
    }
    struct record_header header = {bytes_of("ground-source"), bytes_of("sim")};
    for (int32_t i = 0; i < count; i++) {
        char key[24], value[600];
        snprintf(key, sizeof key, "rocket-%d", i);
        int len = snprintf(value, sizeof value, "{\"alt_m\": %d, \"pad\": \"%0*d\"}", round,
                           (round * 37) % 500 + 1, 0);
        int64_t time = INT64_C(1700000000000) + (round % 11 == 5 ? -1000 : 10) * round + i;
        batch_builder_add(&builder, time, i == 0 ? BYTES_NULL : bytes_of(key),
                          bytes_make(value, (size_t)len), &header, round % 2);
    }
    must(batch_builder_finish(&builder, (enum codec)(round % CODEC_COUNT), &batch, &err), &err);
    must(log_append(log, batch.data, batch.len, &out, &err), &err);
    buf_deinit(&batch);
    batch_builder_deinit(&builder);
}

static void flush(struct log *log)
{
    struct err err = {0};
    struct log_flush *flush = log_flush_prepare(log, &err);
    must(flush == NULL ? err.code : log_flush_run(flush, &err), &err);
    if (flush != NULL)
        log_flush_done(flush);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct err err = {0};
    struct log_files *files = log_files_new(&log_io_posix, 16);
    struct log_config config = log_config_default;
    config.segment_bytes = 40000;
    struct log *log;
    int32_t sequence = 0;
    int64_t records = 0;
    for (int start = 0; start < 3; start++) {
        config.log_append_time = start == 2;
        must(log_open(files, argv[1], topic_id, &config, &log, NULL, &err), &err);
        for (int i = 0; i < 200; i++)
            append(log, 200 * start + i, &sequence);
        flush(log);
        records = log_end_offset(log);
        if (start == 0)
            log_abandon(log); /* the next start finds it unclean */
        else
            must(log_close(log, &err), &err);
    }
    log_files_free(files);
    printf("%" PRId64 "\n", records);
    return 0;
}
