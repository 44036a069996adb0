ground_test(unit flight_message SOURCES test_flight_message.c LINK flight PkgConfig::JANSSON)
