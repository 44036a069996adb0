#include "options_kit.h"

#include <stdlib.h>
#include <unistd.h>

#include "capture.h"

struct buf said;

int count_words(char **argv)
{
    int argc = 0;
    while (argv[argc] != NULL)
        argc++;
    return argc;
}

int run(int (*read)(char **argv), char **argv)
{
    struct capture out, err;
    buf_clear(&said);
    capture_begin(&out, STDOUT_FILENO);
    capture_begin(&err, STDERR_FILENO);
    int rc = read(argv);
    capture_end(&err, &said);
    capture_end(&out, &said);
    return rc;
}

void assert_said(const char *sentence)
{
    const char *text = buf_text(&said);
    if (strncmp(text, sentence, strlen(sentence)) != 0 || text[strlen(sentence)] != '\n')
        assert_string_equal(text, sentence);
}

char *write_file(const char *text)
{
    static char path[64];
    snprintf(path, sizeof path, "/tmp/options_kit-XXXXXX");
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
    return path;
}
