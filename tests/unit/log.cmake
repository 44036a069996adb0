ground_test(unit log_append SOURCES test_log_append.c log_kit.c LINK log)
