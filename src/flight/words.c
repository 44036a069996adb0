/* words.c: the words that move the phase when they are a whole message, an event or a state:
 * people's own, the states of flight computers (AltOS, CATS), the events of OpenRocket. */
#include "flight/mission.h"

/* clang-format off */
const struct mission_word words_default[WORDS_DEFAULT] = {
    {"countdown started",          WORD_COUNTDOWN, "COUNTDOWN"},
    {"countdown gestartet",        WORD_COUNTDOWN, "COUNTDOWN"},
    {"pad",                        WORD_COUNTDOWN, "PAD"},
    {"on pad",                     WORD_COUNTDOWN, "PAD"},
    {"on_pad",                     WORD_COUNTDOWN, "PAD"},
    {"prelaunch",                  WORD_COUNTDOWN, "PAD"},
    {"hold",                       WORD_HOLD,      "HOLD"},
    {"countdown held",             WORD_HOLD,      "HOLD"},
    {"countdown angehalten",       WORD_HOLD,      "HOLD"},
    {"countdown resumed",          WORD_RESUME,    "COUNTDOWN"},
    {"countdown fortgesetzt",      WORD_RESUME,    "COUNTDOWN"},
    {"countdown ended",            WORD_PHASE,     "TERMINAL"},
    {"countdown beendet",          WORD_PHASE,     "TERMINAL"},
    {"liftoff",                    WORD_LIFTOFF,   "ASCENT"},
    {"lift-off",                   WORD_LIFTOFF,   "ASCENT"},
    {"start",                      WORD_LIFTOFF,   "ASCENT"},
    {"abgehoben",                  WORD_LIFTOFF,   "ASCENT"},
    {"launch",                     WORD_LIFTOFF,   "ASCENT"},
    {"launched",                   WORD_LIFTOFF,   "ASCENT"},
    {"boost",                      WORD_LIFTOFF,   "BOOST"},
    {"thrusting",                  WORD_LIFTOFF,   "BOOST"},
    {"powered ascent",             WORD_LIFTOFF,   "BOOST"},
    {"powered_ascent",             WORD_LIFTOFF,   "BOOST"},
    {"powered flight",             WORD_LIFTOFF,   "BOOST"},
    {"powered_flight",             WORD_LIFTOFF,   "BOOST"},
    {"fast",                       WORD_PHASE,     "FAST"},
    {"coast",                      WORD_PHASE,     "COAST"},
    {"coasting",                   WORD_PHASE,     "COAST"},
    {"burnout",                    WORD_PHASE,     "COAST"},
    {"burnout_coast",              WORD_PHASE,     "COAST"},
    {"left atmosphere",            WORD_PHASE,     "SPACE"},
    {"atmosphäre verlassen",       WORD_PHASE,     "SPACE"},
    {"preparing reentry",          WORD_PHASE,     "REENTRY"},
    {"wiedereintritt vorbereiten", WORD_PHASE,     "REENTRY"},
    {"reentry successful",         WORD_PHASE,     "DESCENT"},
    {"wiedereintritt erfolgreich", WORD_PHASE,     "DESCENT"},
    {"apogee",                     WORD_PHASE,     "DESCENT"},
    {"descent",                    WORD_PHASE,     "DESCENT"},
    {"descending",                 WORD_PHASE,     "DESCENT"},
    {"drogue",                     WORD_PHASE,     "DROGUE"},
    {"main",                       WORD_PHASE,     "MAIN"},
    {"landing successful",         WORD_ENDED,     "LANDED"},
    {"landed",                     WORD_ENDED,     "LANDED"},
    {"landung erfolgreich",        WORD_ENDED,     "LANDED"},
    {"gelandet",                   WORD_ENDED,     "LANDED"},
    {"touchdown",                  WORD_ENDED,     "LANDED"},
    {"ground_hit",                 WORD_ENDED,     "LANDED"},
    {"splashed",                   WORD_ENDED,     "LANDED"},
    {"splashdown",                 WORD_ENDED,     "LANDED"},
    {"simulation_end",             WORD_ENDED,     "ENDED"},
    {"countdown aborted",          WORD_ENDED,     "ABORTED"},
    {"aborted",                    WORD_ENDED,     "ABORTED"},
    {"countdown abgebrochen",      WORD_ENDED,     "ABORTED"},
    {"abbruch",                    WORD_ENDED,     "ABORTED"},
    {"abort",                      WORD_ENDED,     "ABORTED"},
    {"sim_abort",                  WORD_ENDED,     "ABORTED"},
};
/* clang-format on */

/* Lower case of ASCII and of U+00C0..U+00DE (Ä Ö Ü are C3 84, C3 96, C3 9C in UTF-8; × is none). */
static uint8_t lower(uint8_t before, uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        return (uint8_t)(c + ('a' - 'A'));
    if (before == 0xc3 && c >= 0x80 && c <= 0x9e && c != 0x97)
        return (uint8_t)(c + 0x20);
    return c;
}

bool mission_word_fold(struct bytes text, char out[MISSION_WORD_SIZE])
{
    text = bytes_trim(text);
    if (text.len == 0 || text.len >= MISSION_WORD_SIZE)
        return false;
    for (size_t i = 0; i < text.len; i++)
        out[i] = (char)lower(i > 0 ? text.data[i - 1] : 0, text.data[i]);
    out[text.len] = '\0';
    return true;
}

const struct mission_word *mission_word(const struct mission *m, struct bytes text)
{
    char folded[MISSION_WORD_SIZE];
    if (!mission_word_fold(text, folded))
        return NULL;
    for (int i = 0; i < m->word_count; i++)
        if (m->words[i].text[0] == folded[0] && strcmp(m->words[i].text, folded) == 0)
            return &m->words[i];
    return NULL;
}
