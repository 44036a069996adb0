ground_test(unit properties SOURCES test_properties.c LINK client)
ground_test(unit consumer SOURCES test_consumer.c LINK client)
