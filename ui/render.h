/* render.h: a frame as something else than a screen: text, ANSI, a picture, or the state itself. */
#ifndef UI_RENDER_H
#define UI_RENDER_H

#include "base/buf.h"
#include "ui/canvas.h"
#include "ui/scene.h"

/* Rows of text, each followed by `end` and a newline. */
void render_rows(const struct canvas *c, const char *end, struct buf *out);
/* As render_rows, blanks at the end of rows left out. */
void render_text(const struct canvas *c, struct buf *out);
/* With SGR colours, for a terminal with so many (0, 16, 256). */
void render_ansi(const struct canvas *c, int colours, struct buf *out);
/* A picture: a window of monospaced text in the theme's colours. `title` is cleaned. */
void render_svg(const struct canvas *c, const char *title, struct buf *out);
/* What the frame is drawn from, as one JSON object, with the channels that view.all_channels made.
 */
void render_json(const struct scene *s, struct buf *out);

#endif
