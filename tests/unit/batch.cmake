ground_test(unit batch SOURCES test_batch.c KITS batch_builder LINK batch)
ground_test(unit batch_bounds SOURCES test_batch_bounds.c KITS batch_builder LINK batch)
