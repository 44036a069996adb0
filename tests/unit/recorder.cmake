ground_test(unit merge SOURCES test_merge.c LINK recorder)
