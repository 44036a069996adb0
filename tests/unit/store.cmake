ground_test("unit;threads" store SOURCES test_store.c store_kit.c LINK store)
ground_test("unit;threads" store_processes SOURCES test_store_processes.c store_kit.c LINK store)
ground_test("unit;threads" store_guard SOURCES test_store_guard.c store_kit.c LINK store)
ground_test("unit;threads" store_beside SOURCES test_store_beside.c LINK store)
