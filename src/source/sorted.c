/* sorted.c: an index of times and places, and a temporary file. */
#include "source/sorted.h"

#include <stdlib.h>

#include "base/mem.h"
#include "source/temp_file.h"

struct place_of_message {
    int64_t t_ns, offset;
};

struct message_head {
    uint32_t key_len, value_len;
    uint8_t has_key, has_value, event;
};

struct sorted {
    FILE *file;
    int64_t end;
    size_t count, room, at;
    struct place_of_message *places;
    struct buf bytes;
};

int sorted_open(struct sorted **out, struct err *err)
{
    struct sorted *s = mem_zero(1, sizeof *s);
    int rc = temp_file_open(&s->file, err);
    if (rc != 0) {
        free(s);
        s = NULL;
    }
    *out = s;
    return rc;
}

static bool write_all(struct sorted *s, struct bytes b)
{
    return b.len == 0 || fwrite(b.data, 1, b.len, s->file) == b.len;
}

int sorted_add(struct sorted *s, const struct recorded_message *m, struct err *err)
{
    if (s->count == SORTED_MAX)
        return err_set(
            err, ERR_TOO_BIG,
            "more than %d rows that are not in the order of their times: sort them first",
            SORTED_MAX);
    if (s->count == s->room) {
        s->room = s->room == 0 ? 4096 : s->room + s->room / 2;
        s->places = mem_grow(s->places, s->room, sizeof *s->places);
    }
    struct message_head head = {(uint32_t)m->key.len, (uint32_t)m->value.len,
                                !bytes_is_null(m->key), !bytes_is_null(m->value), m->event};
    s->places[s->count++] = (struct place_of_message){m->t_ns, s->end};
    s->end += (int64_t)(sizeof head + m->key.len + m->value.len);
    if (!write_all(s, bytes_make(&head, sizeof head)) || !write_all(s, m->key) ||
        !write_all(s, m->value))
        return err_errno(err, "cannot write a temporary file");
    return 0;
}

static int by_time(const void *a, const void *b)
{
    const struct place_of_message *x = a, *y = b;
    if (x->t_ns != y->t_ns)
        return x->t_ns < y->t_ns ? -1 : 1;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

int sorted_finish(struct sorted *s, struct err *err)
{
    if (s->count > 0)
        qsort(s->places, s->count, sizeof *s->places, by_time);
    return fflush(s->file) == 0 ? 0 : err_errno(err, "cannot write a temporary file");
}

static bool read_all(struct sorted *s, void *to, size_t len)
{
    return fread(to, 1, len, s->file) == len;
}

int sorted_next(struct sorted *s, struct recorded_message *out, struct err *err)
{
    struct message_head head;
    if (s->at == s->count)
        return 0;
    const struct place_of_message *place = &s->places[s->at++];
    buf_clear(&s->bytes);
    if (fseeko(s->file, (off_t)place->offset, SEEK_SET) != 0 || !read_all(s, &head, sizeof head) ||
        !read_all(s, buf_reserve(&s->bytes, head.key_len + head.value_len + 1),
                  head.key_len + head.value_len))
        return err_errno(err, "cannot read a temporary file");
    *out = (struct recorded_message){.t_ns = place->t_ns, .event = head.event != 0};
    out->key = head.has_key ? bytes_make(s->bytes.data, head.key_len) : BYTES_NULL;
    out->value =
        head.has_value ? bytes_make(s->bytes.data + head.key_len, head.value_len) : BYTES_NULL;
    return 1;
}

void sorted_close(struct sorted *s)
{
    if (s == NULL)
        return;
    fclose(s->file);
    free(s->places);
    buf_deinit(&s->bytes);
    free(s);
}
