ground_test(unit mission_file SOURCES test_mission_file.c LINK mission)
ground_test(unit guess SOURCES test_guess.c LINK mission)
ground_test(unit sources SOURCES test_sources.c KITS fold_kit LINK mission)
ground_test(unit formulas SOURCES test_formulas.c KITS flight_kit fold_kit LINK mission)
