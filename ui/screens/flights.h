/* flights.h: what FLIGHTS alone shows: past and open flights, and the selected one in detail. */
#ifndef UI_SCREENS_FLIGHTS_H
#define UI_SCREENS_FLIGHTS_H

#include "ui/scene.h"

enum { SCENE_MAX_FLIGHTS = 500 }; /* the newest; older ones are counted */

struct flight_row {
    int64_t id;
    int32_t rocket;
    char name[SCENE_NAME];
    int64_t start_ms, length_ms;
    bool open, counting, flying; /* going on: before T-0, after it, or neither is known */
    char outcome[ROCKET_PHASE_SIZE];
    int64_t messages, silent_ms; /* silent < 0: text only */
    enum flight_source source;
    int marks;
};

struct flights_scene {
    struct flight_row *rows; /* SCENE_MAX_FLIGHTS */
    int count;
    int64_t older; /* flights that are not among them */
    /* of the selected one */
    char summary[320];
    struct bar bar;
    char events[520];
};

static inline struct flights_scene *flights_of(const struct scene *s)
{
    return scene_own(s, SCREEN_FLIGHTS);
}

#endif
