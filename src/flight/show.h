/* show.h: how numbers, ages and clocks look, everywhere. Pure text of fixed width, so that columns
 * stand still and nothing is ever cut; times are UTC. */
#ifndef FLIGHT_SHOW_H
#define FLIGHT_SHOW_H

#include <stddef.h>
#include <stdint.h>

enum { SHOW_EXPONENT = -1 };
/* 7 columns, right-aligned, `decimals` (0..5) fixed, never rescaled: ">99999", "<-9999" with one
 * decimal (what does not fit is over or under the nines that do), "NaN", "----" (`known` false);
 * -0.0 is 0.0. SHOW_EXPONENT writes "1.50e+9". No locale has a say. */
void show_number(double value, int decimals, int known, char out[16]);
/* 5 columns: "  <1s", "04:12" (below 100 min), "12h03" (below 100 h), " 123d", " ----" for
 * FLIGHT_NO_TIME. */
void show_age(int64_t age_ms, char out[16]);
/* 10 columns, padded at the end: "T+00:06:38", "T --:--:--" for FLIGHT_NO_TIME, from 100 h on
 * "T+12d04h". Floor: T-00:00:01 then T+00:00:00. */
void show_clock(int64_t clock_ms, char out[16]);
/* Counts, right-aligned in `width` columns: "26", "1.6k" ("1k" where 4 columns are not there),
 * "12k", "3.4M". */
void show_count(int64_t n, int width, char *out, size_t size);
/* "14:31:07", "14:31:07.000", "2026-11-22 14:31:07", "2026-11-22T14:31:07.000Z"; UTC.
 * FLIGHT_NO_TIME has dashes for digits; years outside 1000 to 9999 stay at that bound. */
enum show_time { SHOW_TIME, SHOW_TIME_MS, SHOW_DATE_TIME, SHOW_ISO };
void show_utc(int64_t wall_ms, enum show_time form, char out[32]);
/* "00:03:03" from ms, from 100 h on "12d04h". */
void show_length(int64_t ms, char out[16]);
/* Reads "2026-11-22T14:31:07[.123][Z]", "2026-11-22 14:31[:07]" and "2026-11-22" -> ms; 0 or -1. */
int show_parse_utc(const char *text, int64_t *ms);

#endif
