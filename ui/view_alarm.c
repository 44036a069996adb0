/* view_alarm.c: `!` goes live, to what raised the worst new alarm, and Bksp returns. */
#include "ui/view_internal.h"

/* Notes where Bksp returns to. False when `!` is pressed again at the place it leads to. */
static bool note_before_alarm(struct view *v, const struct alarm *alarm)
{
    enum screen_id screen = alarm->rocket == 0 ? SCREEN_LINKS : SCREEN_ROCKET;
    enum play_mode play = v->scene.transport.play;
    bool there = v->place.screen == screen &&
                 (alarm->rocket == 0 || v->place.rocket == alarm->rocket) &&
                 (play == PLAY_LIVE || play == PLAY_HEAD);
    if (there && v->came_by_alarm)
        return false;
    v->before_alarm = v->place;
    v->came_by_alarm = true;
    return true;
}

void view_go_to_alarm(struct view *v)
{
    char said[80] = "";
    struct err err;
    if (v->scene.alarm_count == 0) {
        view_say(v, "no alarms");
        return;
    }
    const struct alarm *alarm = &v->scene.alarms[0];
    if (note_before_alarm(v, alarm) && v->playhead != NULL) {
        int jumps = playhead_jumps(v->playhead);
        if (playhead_go_live(v->playhead, said, &err) != 0)
            view_say(v, err.text);
        v->jumps_before_alarm = playhead_jumps(v->playhead);
        v->alarm_was_jump = v->jumps_before_alarm > jumps;
    }
    if (alarm->rocket == 0) {
        view_show_screen(v, SCREEN_LINKS);
        return;
    }
    view_select_rocket(v, alarm->rocket);
    view_show_screen(v, SCREEN_ROCKET);
}

bool view_come_back(struct view *v)
{
    if (!v->came_by_alarm || playhead_jumps(v->playhead) > v->jumps_before_alarm)
        return false;
    v->came_by_alarm = false;
    v->place = v->before_alarm;
    return !v->alarm_was_jump;
}
