/* answers.h: a broker's error code as the exception that Kafka's Java clients make of it. */
#ifndef TOOLS_ANSWERS_H
#define TOOLS_ANSWERS_H

#include "base/bytes.h"
#include "tools/thrown.h"

/* Fills `t` for Kafka's error code: the broker's own message, or the code's where it sent none.
 * Codes without a row are unknown server errors. Returns -1. */
int thrown_from_code(struct thrown *t, int code, struct bytes message);

/* The code's name in capitals, as log lines have it; "UNKNOWN_SERVER_ERROR" where it has no row. */
const char *answers_name(int code);

#endif
