ground_test(unit transport SOURCES test_transport.c LINK playhead)
ground_test(unit when SOURCES test_when.c LINK playhead)
ground_test(unit replay SOURCES test_replay.c recording.c LINK playhead recorder)
ground_test(unit playhead SOURCES test_playhead.c recording.c LINK playhead recorder)
