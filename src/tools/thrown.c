/* thrown.c: exceptions' head lines and Kafka's log lines. */
#include "tools/thrown.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "tools/clean.h"

static void add_formatted(struct buf *b, const char *fmt, va_list args)
{
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    if (n > 0) {
        vsnprintf((char *)buf_reserve(b, (size_t)n + 1), (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    va_end(again);
}

int thrown_set(struct thrown *t, const char *kind, const char *fmt, ...)
{
    struct buf text = {0};
    va_list args;
    va_start(args, fmt);
    add_formatted(&text, fmt, args);
    va_end(args);
    thrown_bare(t, kind);
    t->text = mem_text(buf_text(&text));
    buf_deinit(&text);
    return -1;
}

int thrown_bare(struct thrown *t, const char *kind)
{
    thrown_deinit(t);
    snprintf(t->kind, sizeof t->kind, "%s", kind);
    return -1;
}

int thrown_wrap(struct thrown *t, const char *kind, const char *text)
{
    struct thrown *cause = mem_alloc(sizeof *cause);
    *cause = *t;
    *t = (struct thrown){.text = mem_text(text), .cause = cause};
    snprintf(t->kind, sizeof t->kind, "%s", kind);
    return -1;
}

void thrown_deinit(struct thrown *t)
{
    if (t->cause != NULL)
        thrown_deinit(t->cause);
    free(t->cause);
    free(t->text);
    *t = (struct thrown){0};
}

static void add_heads(struct buf *b, const struct thrown *t)
{
    for (; t != NULL; t = t->cause) {
        buf_add_text(b, t->kind);
        if (t->text != NULL) {
            buf_add_text(b, ": ");
            clean_text(b, bytes_of(t->text));
        }
        buf_add_text(b, t->cause != NULL ? "\nCaused by: " : "\n");
    }
}

/* One write a line, so that lines of several threads and processes do not mix. */
static void write_out(struct buf *b)
{
    fflush(stdout);
    for (size_t done = 0; done < b->len;) {
        ssize_t n = write(STDERR_FILENO, b->data + done, b->len - done);
        if (n <= 0)
            break; /* nowhere left to complain to */
        done += (size_t)n;
    }
    buf_deinit(b);
}

void thrown_print(const char *before, const struct thrown *t)
{
    struct buf b = {0};
    buf_add_text(&b, before);
    add_heads(&b, t);
    write_out(&b);
}

char *thrown_message(const struct thrown *t)
{
    struct buf b = {0};
    clean_text(&b, bytes_of(t->text != NULL ? t->text : "null"));
    char *text = mem_text(buf_text(&b));
    buf_deinit(&b);
    return text;
}

void thrown_say(const struct thrown *t)
{
    struct buf b = {0};
    clean_text(&b, bytes_of(t->text != NULL ? t->text : "null"));
    buf_add_byte(&b, '\n');
    write_out(&b);
}

static void add_stamp(struct buf *b, const char *level)
{
    int64_t now = clock_wall_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm local;
    localtime_r(&seconds, &local);
    char stamp[32];
    strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &local);
    buf_printf(b, "[%s,%03d] %s ", stamp, (int)(now % 1000), level);
}

void thrown_log(const char *level, const char *logger, const struct thrown *t, const char *fmt, ...)
{
    struct buf said = {0};
    va_list args;
    va_start(args, fmt);
    add_formatted(&said, fmt, args);
    va_end(args);

    struct buf b = {0};
    add_stamp(&b, level);
    clean_text(&b, buf_bytes(&said));
    buf_printf(&b, " (%s)\n", logger);
    if (t != NULL)
        add_heads(&b, t);
    buf_deinit(&said);
    write_out(&b);
}

void thrown_log_trace(const char *logger, const struct thrown *t)
{
    struct buf b = {0};
    add_stamp(&b, "ERROR");
    add_heads(&b, t);
    buf_printf(&b, " (%s)\n", logger);
    write_out(&b);
}
