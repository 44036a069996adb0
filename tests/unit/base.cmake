ground_test(unit base SOURCES test_base.c capture.c LINK base)
ground_test(unit options SOURCES test_options.c capture.c LINK base)
ground_test(unit fd SOURCES test_fd.c LINK base)
ground_test(unit text SOURCES test_text.c LINK base)
