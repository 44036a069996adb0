ground_test("unit;threads" registry SOURCES test_registry.c KITS http_kit LINK schema)
