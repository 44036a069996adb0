ground_test(unit jopt SOURCES test_jopt.c LINK tools)
ground_test(unit line_reader SOURCES test_line_reader.c LINK tools)
ground_test(unit formatter SOURCES test_formatter.c LINK tools)
ground_test(unit java_ways SOURCES test_java_ways.c LINK tools)
