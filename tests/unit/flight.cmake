ground_test(unit flight_message SOURCES test_flight_message.c LINK flight PkgConfig::JANSSON)
ground_test(unit show SOURCES test_show.c LINK flight)
ground_test(unit flight_words SOURCES test_flight_words.c flight_kit.c LINK flight)
ground_test(unit flight_times SOURCES test_flight_times.c flight_kit.c LINK flight)
