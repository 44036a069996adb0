ground_test(unit recording SOURCES test_recording.c LINK source)
