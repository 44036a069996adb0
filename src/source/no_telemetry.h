/* no_telemetry.h: why a file has nothing to import, said in the words of what it is instead. */
#ifndef SOURCE_NO_TELEMETRY_H
#define SOURCE_NO_TELEMETRY_H

#include "base/bytes.h"
#include "base/err.h"

struct dialect;
struct file_plan;
struct head;

/* Whether `start`, the first bytes of `path`, is no text: ERR_CORRUPT with what it is (a PNG
 * picture, a ULog of PX4) and what makes a file of it to import, else 0. */
int no_telemetry_bytes(const char *path, struct bytes start, struct err *err);

/* Whether a head of that dialect is text that at most happens to hold numbers. */
bool no_telemetry_is_text(const struct dialect *d);

/* ERR_CORRUPT for a head of that dialect with no rows: a header alone, or text. */
int no_telemetry_rows(const struct head *h, const struct dialect *d, struct err *err);

/* ERR_CORRUPT for a file that was read to its end and gave no message. */
int no_telemetry_messages(const struct file_plan *p, struct err *err);

#endif
