/* random_message.h: a message of any schema with random values, the same ones for the same seed. */
#ifndef TESTS_SUPPORT_RANDOM_MESSAGE_H
#define TESTS_SUPPORT_RANDOM_MESSAGE_H

#include "wire/codec.h"

void random_seed(uint64_t seed); /* not 0 */
uint64_t random_below(uint64_t n);

/* Sets `out`, a struct of the schema: fields that the version has get random values (nulls where it
 * allows them, short arrays), the others their defaults. Strings and items come from the arena. */
void random_message(const struct schema *schema, int16_t version, struct arena *arena, void *out);

#endif
