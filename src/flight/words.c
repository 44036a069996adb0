/* words.c: the words that move the phase when they are a whole message. */
#include "flight/mission.h"

/* clang-format off */
const struct mission_word words_default[WORDS_DEFAULT] = {
    {"countdown started",          WORD_COUNTDOWN, "COUNTDOWN"},
    {"countdown gestartet",        WORD_COUNTDOWN, "COUNTDOWN"},
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
    {"left atmosphere",            WORD_PHASE,     "SPACE"},
    {"atmosphäre verlassen",       WORD_PHASE,     "SPACE"},
    {"preparing reentry",          WORD_PHASE,     "REENTRY"},
    {"wiedereintritt vorbereiten", WORD_PHASE,     "REENTRY"},
    {"reentry successful",         WORD_PHASE,     "DESCENT"},
    {"wiedereintritt erfolgreich", WORD_PHASE,     "DESCENT"},
    {"landing successful",         WORD_ENDED,     "LANDED"},
    {"landed",                     WORD_ENDED,     "LANDED"},
    {"landung erfolgreich",        WORD_ENDED,     "LANDED"},
    {"gelandet",                   WORD_ENDED,     "LANDED"},
    {"countdown aborted",          WORD_ENDED,     "ABORTED"},
    {"aborted",                    WORD_ENDED,     "ABORTED"},
    {"countdown abgebrochen",      WORD_ENDED,     "ABORTED"},
    {"abbruch",                    WORD_ENDED,     "ABORTED"},
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
        if (strcmp(m->words[i].text, folded) == 0)
            return &m->words[i];
    return NULL;
}
