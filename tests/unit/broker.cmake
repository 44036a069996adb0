ground_test(unit coordinator SOURCES test_coordinator.c group_talk.c LINK broker)
ground_test(unit coordinator_random SOURCES test_coordinator_random.c random_message.c LINK broker)
ground_test(unit coordinator_static SOURCES test_coordinator_static.c group_talk.c LINK broker)
