/* session.h: remembers the screen and the selected rocket from one run to the next; not the time,
 * since a new run is always live.
 *
 * ${XDG_STATE_HOME:-~/.local/state}/ground/MISSION.session, a line each. Losing it loses nothing,
 * so failures are silent. */
#ifndef CMD_SESSION_H
#define CMD_SESSION_H

#include "ui/view.h"

/* Before the first frame: the screen; `rocket` gets a name to select once the cache is open, or "".
 */
void session_load(const char *mission, struct view *v, char rocket[SCENE_NAME]);
void session_save(const char *mission, const struct view *v);

#endif
