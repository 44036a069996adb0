ground_test(unit lines SOURCES test_lines.c lines_kit.c LINK recorder)
ground_test(unit lines_state SOURCES test_lines_state.c lines_kit.c LINK recorder)
ground_test("unit;threads" merge SOURCES test_merge.c LINK recorder)
ground_test("unit;threads" tape SOURCES test_tape.c derived_rows.c LINK recorder)
