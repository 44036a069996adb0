# The programs' own files, which are in no library.
ground_test(unit follows SOURCES test_follows.c ${PROJECT_SOURCE_DIR}/src/cmd/follows.c KITS store_kit
  LINK recorder)
ground_test(unit find_flight SOURCES test_find_flight.c
  ${PROJECT_SOURCE_DIR}/src/cmd/find_flight.c KITS store_kit LINK recorder)
ground_test(unit cache_mission SOURCES test_cache_mission.c
  ${PROJECT_SOURCE_DIR}/src/cmd/cache_mission.c ${PROJECT_SOURCE_DIR}/src/cmd/mistakes_print.c
  ${PROJECT_SOURCE_DIR}/src/cmd/places.c KITS store_kit LINK recorder mission)
set(CMD_PARTS child.c leave.c places.c progress.c remove_tree.c session.c stop_signal.c)
list(TRANSFORM CMD_PARTS PREPEND ${PROJECT_SOURCE_DIR}/src/cmd/)
ground_test(unit cmd_parts SOURCES test_cmd_parts.c ${CMD_PARTS} KITS capture LINK ui)
