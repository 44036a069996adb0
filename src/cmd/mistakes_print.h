/* mistakes_print.h: the mistakes of a mission file, a line each, as editors and compilers know it.
 */
#ifndef CMD_MISTAKES_PRINT_H
#define CMD_MISTAKES_PRINT_H

#include <stdio.h>

#include "mission/mistakes.h"

/* "FILE:LINE: SENTENCE", then "FILE: 5 mistakes". */
void mistakes_print(FILE *out, const char *file, const struct mistakes *mistakes);

#endif
