/* java_number.h: a floating-point number as Java's Double.toString and Float.toString print it. */
#ifndef TOOLS_JAVA_NUMBER_H
#define TOOLS_JAVA_NUMBER_H

#include "base/buf.h"

/* The fewest digits, but two of them at least, that read back as the same number: plain from 0.001
 * to below ten million, else d.dddE±n; NaN, Infinity, -Infinity. */
void java_number_print(double value, bool is_float, struct buf *out);

#endif
