#include "capture.h"

#include <unistd.h>

#include "test.h"

void capture_begin(struct capture *c, int fd)
{
    fflush(NULL);
    *c = (struct capture){.fd = fd, .kept = dup(fd), .file = tmpfile()};
    assert_true(c->kept >= 0);
    assert_non_null(c->file);
    dup2(fileno(c->file), fd);
}

void capture_end(struct capture *c, struct buf *out)
{
    fflush(NULL);
    dup2(c->kept, c->fd);
    close(c->kept);
    rewind(c->file);
    for (int byte; (byte = getc(c->file)) != EOF;)
        buf_add_byte(out, (uint8_t)byte);
    fclose(c->file);
}
