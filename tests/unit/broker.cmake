ground_test(unit coordinator SOURCES test_coordinator.c LINK broker)
