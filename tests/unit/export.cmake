ground_test(unit export_parts SOURCES test_export_parts.c KITS store_kit LINK export)
ground_test(unit mcap_layout SOURCES test_mcap_layout.c LINK export)
ground_test(unit derived_series SOURCES test_derived_series.c KITS playhead_kit recording LINK playhead recorder export mission)
