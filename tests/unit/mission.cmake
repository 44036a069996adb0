ground_test(unit mission_file SOURCES test_mission_file.c LINK mission)
