/* channel_states.c: the key `states` of a channel: numbers that are shown as words. */
#include "mission/channel_states.h"

#include <math.h>
#include <stdlib.h>

/* "1 armed"; false: it is no number and a word. */
static bool read_state(const char *text, struct mission_state *out)
{
    char *end;
    out->value = strtod(text, &end);
    size_t blanks = strspn(end, " \t");
    out->text = end + blanks;
    return end != text && blanks > 0 && isfinite(out->value) && out->text[0] != '\0';
}

void channel_states_read(struct mission_reader *r, const char *who, const struct yaml_node *channel,
                         const char *const *texts, struct mission_channel *out)
{
    struct mission_state *states = arena_array(r->arena, FIELD_TEXTS_MOST, sizeof *states);
    out->states = states;
    for (int i = 0; texts[i] != NULL; i++) {
        struct mission_state state;
        int line = fields_line(channel, "states", i);
        if (!read_state(texts[i], &state))
            mistake_add(r->mistakes, line,
                        "%s: states: \"%.40s\" must be a number and a word, as in \"1 armed\"", who,
                        texts[i]);
        else if (strlen(state.text) >= MISSION_STATE_SIZE)
            mistake_add(r->mistakes, line, "%s: states: \"%.40s\" is longer than %d bytes", who,
                        state.text, MISSION_STATE_SIZE - 1);
        else if (mission_state_text(out, state.value) != NULL)
            mistake_add(r->mistakes, line, "%s: states: %g is already \"%s\"", who, state.value,
                        mission_state_text(out, state.value));
        else
            states[out->state_count++] = state;
    }
}
