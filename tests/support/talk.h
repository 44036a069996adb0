/* talk.h: one broker and one client of it for all tests of a program: what most of them need. */
#ifndef TESTS_SUPPORT_TALK_H
#define TESTS_SUPPORT_TALK_H

#include "harness.h"

extern struct test_broker broker;
extern struct client client;

/* For cmocka_run_group_tests(). */
int talk_start(void **state);
int talk_stop(void **state);

#endif
