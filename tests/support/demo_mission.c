#include "demo_mission.h"

#include <stdio.h>
#include <stdlib.h>

#include "mission/mission_file.h"

struct mission mission_demo;
static struct mission_file *file;

static void forget(void)
{
    mission_file_close(file);
}

__attribute__((constructor)) static void read_file(void)
{
    struct err err;
    if (mission_file_open(&file, SOURCE_DIR "/assets/missions/demo.yaml", &err) != 0 ||
        mission_file_mission(file) == NULL) {
        fprintf(stderr, "assets/missions/demo.yaml is not a mission\n");
        abort();
    }
    mission_demo = *mission_file_mission(file);
    atexit(forget);
}
