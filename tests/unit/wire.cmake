ground_test(unit wire SOURCES test_wire.c KITS random_message wire_dump LINK wire)
ground_test(unit wire_hostile SOURCES test_wire_hostile.c KITS random_message wire_dump LINK wire)
ground_test(unit wire_frames SOURCES test_wire_frames.c KITS wire_dump LINK wire)
ground_test(unit wire_kinds SOURCES test_wire_kinds.c KITS wire_dump LINK wire)
