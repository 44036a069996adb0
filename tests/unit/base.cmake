ground_test(unit base SOURCES test_base.c LINK base)
