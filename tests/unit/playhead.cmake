ground_test(unit transport SOURCES test_transport.c LINK playhead)
