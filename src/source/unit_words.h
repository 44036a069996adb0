/* unit_words.h: the words that people write for units, behind a number or in a column's name. */
#ifndef SOURCE_UNIT_WORDS_H
#define SOURCE_UNIT_WORDS_H

#include "base/bytes.h"

/* Whether `text` is such a word: m, ft/s, °C, V. */
bool unit_word(struct bytes text);

/* The unit that a column's name ends in: "m" of "Altitude (m)", "hPa" of "p [hPa]"; empty: none. */
struct bytes unit_in_name(struct bytes name);

#endif
