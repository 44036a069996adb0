ground_test(unit export_parts SOURCES test_export_parts.c KITS store_kit LINK export)
ground_test(unit mcap_layout SOURCES test_mcap_layout.c LINK export)
