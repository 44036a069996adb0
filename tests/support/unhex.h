/* unhex.h: bytes written as hex digits. */
#ifndef TESTS_SUPPORT_UNHEX_H
#define TESTS_SUPPORT_UNHEX_H

#include <stdint.h>
#include <stdio.h>

/* Writes the bytes to `out` up to the first thing that is no hex digit; gives how many. */
static inline size_t unhex(const char *hex, uint8_t *out)
{
    size_t n = 0;
    for (unsigned byte; sscanf(hex, "%2x", &byte) == 1; hex += 2)
        out[n++] = (uint8_t)byte;
    return n;
}

#endif
