/* range_fixture.h: a range of its own for each test of a file. */
#ifndef TESTS_SUPPORT_RANGE_FIXTURE_H
#define TESTS_SUPPORT_RANGE_FIXTURE_H

#include "range_kit.h"

static struct range range;

static inline int begin_range(void **state)
{
    (void)state;
    range_open(&range, NULL);
    return 0;
}

static inline int end_range(void **state)
{
    (void)state;
    range_close(&range);
    return 0;
}

#define RANGE_TEST(name) cmocka_unit_test_setup_teardown(name, begin_range, end_range)

#endif
