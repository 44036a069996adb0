/* trace_header.h: the header `traceparent` (W3C Trace Context), for a person. */
#ifndef UI_SCREENS_TRACE_HEADER_H
#define UI_SCREENS_TRACE_HEADER_H

#include "base/bytes.h"

#define TRACE_HEADER "traceparent"
enum { TRACE_NOTE_SIZE = 48 };
/* "trace 4bf92f35…, sampled", or what is wrong with the value. */
void trace_header_note(struct bytes value, char out[TRACE_NOTE_SIZE]);

#endif
