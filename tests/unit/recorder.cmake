ground_test(unit merge SOURCES test_merge.c LINK recorder)
ground_test(unit tape SOURCES test_tape.c LINK recorder)
