#include "cmd/mistakes_print.h"

#include "base/text.h"
#include "cmd/places.h"

void mistakes_print(FILE *out, const char *file, const struct mistakes *mistakes)
{
    char name[PLACE_SIZE];
    text_clean(bytes_of(file), TEXT_ANY_WIDTH, name, sizeof name);
    for (int i = 0; i < mistakes->count; i++) {
        const struct mistake *m = &mistakes->items[i];
        if (m->line > 0)
            fprintf(out, "%s:%d: %s\n", name, m->line, m->text);
        else
            fprintf(out, "%s: %s\n", name, m->text);
    }
    int all = mistakes->count + mistakes->more;
    fprintf(out, "%s: %d mistake%s%s\n", name, all, all == 1 ? "" : "s",
            mistakes->more > 0 ? "; only the first are listed" : "");
}
