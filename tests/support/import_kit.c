/* import_kit.c: a temporary file, read whole. */
#include "import_kit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static char path[64];

static void write_file(const void *bytes, size_t len)
{
    snprintf(path, sizeof path, "/tmp/import-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, len), (ssize_t)len);
    close(fd);
}

/* The file's name is FILE in what is compared. */
static void add_named(struct buf *out, const char *text)
{
    for (const char *at; (at = strstr(text, path)) != NULL; text = at + strlen(path)) {
        buf_add(out, text, (size_t)(at - text));
        buf_add_text(out, "FILE");
    }
    buf_add_text(out, text);
}

static void add_messages(struct buf *out, struct recording *r)
{
    struct recorded_message m;
    struct err err;
    int rc;
    while ((rc = recording_next(r, &m, &err)) == 1) {
        buf_printf(out, "%lld ", (long long)m.t_ms);
        buf_add_bytes(out, m.key);
        buf_add_text(out, bytes_is_null(m.key) ? "" : " ");
        buf_add_bytes(out, bytes_is_null(m.value) ? bytes_of("(null)") : m.value);
        buf_add_byte(out, '\n');
    }
    assert_int_equal(rc, 0);
}

static const char *read_file(const struct reading_options *o, bool report)
{
    static struct buf out;
    struct buf lines = {0};
    struct recording_options options = {.reading = *o};
    struct recording *r;
    struct err err;
    buf_clear(&out);
    int rc = recording_open(&r, path, &options, &lines, &err);
    if (report)
        add_named(&out, buf_text(&lines));
    else if (rc != 0)
        add_named(&out, err.text);
    else
        add_messages(&out, r);
    recording_close(r);
    buf_deinit(&lines);
    unlink(path);
    return buf_text(&out);
}

const char *import_bytes(const void *bytes, size_t len, const struct reading_options *o)
{
    write_file(bytes, len);
    return read_file(o, false);
}

const char *import_with(const char *text, struct reading_options o)
{
    return import_bytes(text, strlen(text), &o);
}

const char *import_text(const char *text)
{
    return import_with(text, (struct reading_options){0});
}

const char *import_report(const char *text, struct reading_options o)
{
    write_file(text, strlen(text));
    return read_file(&o, true);
}
