ground_test(unit base SOURCES test_base.c LINK base)
ground_test(unit fd SOURCES test_fd.c LINK base)
ground_test(unit text SOURCES test_text.c LINK base)
