/* view_export.c: `X`: which messages the window shown holds; the owner of the loop writes them. */
#include "ui/view_internal.h"

int view_export(struct view *v, int64_t window_ms)
{
    struct transport t;
    struct store_flight flight;
    playhead_transport(v->playhead, &t);
    if (playhead_flight_at(v->playhead, v->place.rocket, &flight, NULL) != 0) {
        view_say(v, "X exports a flight: select a rocket that flies here");
        return 0;
    }
    v->export = (struct view_export){
        .flight = flight.id,
        .from_ms = window_ms == 0 ? FLIGHT_NO_TIME : t.t_ms - window_ms,
        .to_ms = t.mode == MODE_LIVE && t.play == PLAY_LIVE ? FLIGHT_NO_TIME : t.t_ms,
    };
    view_say(v, "exporting ...");
    return WISH_EXPORT;
}
