ground_test(unit properties SOURCES test_properties.c LINK client)
