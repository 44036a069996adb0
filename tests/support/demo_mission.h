/* demo_mission.h: the demo's mission, from its file; read before main(). */
#ifndef TESTS_DEMO_MISSION_H
#define TESTS_DEMO_MISSION_H

#include "flight/mission.h"

extern struct mission mission_demo;

#endif
