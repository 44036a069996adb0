ground_test(unit wire SOURCES test_wire.c KITS random_message LINK wire)
ground_test(unit wire_hostile SOURCES test_wire_hostile.c KITS random_message LINK wire)
ground_test(unit wire_frames SOURCES test_wire_frames.c LINK wire)
ground_test(unit wire_kinds SOURCES test_wire_kinds.c LINK wire)
