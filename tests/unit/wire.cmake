ground_test(unit wire SOURCES test_wire.c LINK wire)
