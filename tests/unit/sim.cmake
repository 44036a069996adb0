ground_test(unit recording SOURCES test_recording.c LINK sim)
ground_test(unit sim SOURCES test_sim.c LINK sim)
