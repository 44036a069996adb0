ground_test(unit lines SOURCES test_lines.c LINK recorder)
ground_test("unit;threads" merge SOURCES test_merge.c LINK recorder)
ground_test("unit;threads" tape SOURCES test_tape.c derived_rows.c LINK recorder)
