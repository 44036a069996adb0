/* options_kit.h: a console tool's command line, and what the tool says about it. */
#ifndef TESTS_SUPPORT_OPTIONS_KIT_H
#define TESTS_SUPPORT_OPTIONS_KIT_H

#include "test.h"

#include "base/buf.h"

extern struct buf said; /* by the last command line, on both streams */

int count_words(char **argv); /* up to NULL */

/* Hands the words, which end with NULL, to `read`; gives what it returns. */
int run(int (*read)(char **argv), char **argv);
#define RUN(read, ...) run((read), (char *[]){"tool", __VA_ARGS__, NULL})

void assert_said(const char *sentence); /* as the first line */

#define REFUSES(read, sentence, ...)                                                               \
    do {                                                                                           \
        assert_int_equal(RUN(read, __VA_ARGS__), 1);                                               \
        assert_said(sentence);                                                                     \
    } while (0)

/* A new file with that text; its name holds until the next. The caller unlinks it. */
char *write_file(const char *text);

#endif
