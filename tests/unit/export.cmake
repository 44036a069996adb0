ground_test(unit export_parts SOURCES test_export_parts.c KITS store_kit LINK export)
