ground_test(unit recording SOURCES test_recording.c KITS import_kit LINK source)
ground_test(unit import_tables SOURCES test_import_tables.c KITS import_kit LINK source)
ground_test(unit import_times SOURCES test_import_times.c KITS import_kit LINK source)
ground_test(unit import_formats SOURCES test_import_formats.c KITS import_kit LINK source)
