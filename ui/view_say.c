/* view_say.c: the answer to a key, for row 24. */
#include "ui/view_internal.h"

void view_say(struct view *v, const char *text)
{
    bytes_to_text(bytes_of(text), v->said, sizeof v->said);
}
