ground_test(unit sim SOURCES test_sim.c LINK sim)
