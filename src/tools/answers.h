/* answers.h: a broker's error code as the exception that Kafka's Java clients make of it. */
#ifndef TOOLS_ANSWERS_H
#define TOOLS_ANSWERS_H

#include "base/bytes.h"
#include "tools/thrown.h"

/* Fills `t` for Kafka's error code: the broker's own message, or the code's where it sent none.
 * Codes without a row are unknown server errors. Returns -1. */
int thrown_from_code(struct thrown *t, int code, struct bytes message);

#endif
