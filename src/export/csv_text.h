/* csv_text.h: a field of CSV, as RFC 4180 quotes it. */
#ifndef EXPORT_CSV_TEXT_H
#define EXPORT_CSV_TEXT_H

#include "base/buf.h"

/* Appends `text`, in quotes where it has a comma, a quote or a line end. */
void csv_text_field(struct buf *out, struct bytes text);

#endif
