/* message_kit.h: what the tests of messages share: decoding, and what was decoded as text. */
#ifndef TESTS_SUPPORT_MESSAGE_KIT_H
#define TESTS_SUPPORT_MESSAGE_KIT_H

#include "test.h"

#include "flight/message.h"
#include "flight/mission.h"

/* Fails unless the numbers are equal: cmocka only compares floats. */
void is(double number, double expected);

/* What decode() found last. */
extern struct decoded d;
/* Decodes from memory that ends where the text ends. */
void decode(const char *text);

/* A copy with a NUL, until the next call. */
const char *text_of(struct bytes b);
/* "name=says" of each field of a message (NULL: of a null one), "#" before a number, "!" before
 * words, a blank behind each; until the next call. */
const char *fields_of(const char *text);

#endif
