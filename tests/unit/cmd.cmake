# The programs' own files, which are in no library.
ground_test(unit follows SOURCES test_follows.c store_kit.c ${PROJECT_SOURCE_DIR}/src/cmd/follows.c
  LINK recorder)
ground_test(unit find_flight SOURCES test_find_flight.c store_kit.c
  ${PROJECT_SOURCE_DIR}/src/cmd/find_flight.c LINK recorder)
