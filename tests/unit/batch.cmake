ground_test(unit batch SOURCES test_batch.c LINK batch)
