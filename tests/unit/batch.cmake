ground_test(unit batch SOURCES test_batch.c LINK batch)
ground_test(unit batch_bounds SOURCES test_batch_bounds.c LINK batch)
