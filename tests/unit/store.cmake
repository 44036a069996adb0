ground_test(unit store SOURCES test_store.c store_kit.c LINK store)
ground_test(unit store_processes SOURCES test_store_processes.c store_kit.c LINK store)
