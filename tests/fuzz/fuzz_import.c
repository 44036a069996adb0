/* fuzz_import.c: a file as anybody may hand it to `ground import`: opened, surveyed, reported on
 * and read. Rows of tables are JSON objects, and both readings give the same number of messages. */
#include <stdlib.h>
#include <unistd.h>

#include "flight/message.h"
#include "flight/mission.h"
#include "source/recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static const char *write_file(const uint8_t *data, size_t size)
{
    static char path[] = "/tmp/fuzz-import-XXXXXX";
    static int fd = -1;
    if (fd < 0)
        fd = mkstemp(path);
    check(fd >= 0 && ftruncate(fd, 0) == 0 && pwrite(fd, data, size, 0) == (ssize_t)size);
    return path;
}

static void read_all(struct recording *r, bool rows)
{
    static struct decoded d;
    struct recorded_message m;
    struct err err;
    int rc;
    while ((rc = recording_next(r, &m, &err)) == 1) {
        if (!rows)
            continue;
        message_decode(&mission_default, m.value, &d);
        check(m.value.data[0] == '{' && d.kind == DECODED_NUMBERS);
    }
    check(rc == 0); /* the first reading found every mistake */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct recording_options tables = {.reading.columns = "t,a,b"}, any = {0};
    const struct recording_options *options = size > 0 && data[0] % 8 == 0 ? &tables : &any;
    struct buf report = {0};
    struct recording *r;
    struct err err;
    const char *path = write_file(data, size);
    if (recording_open(&r, path, options, &report, &err) == 0) {
        bool json = report.len == 0 || strstr(buf_text(&report), "header") == NULL;
        read_all(r, !json);
        recording_close(r);
    }
    buf_deinit(&report);
    return 0;
}
