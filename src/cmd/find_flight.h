/* find_flight.h: the flight that a command line names. */
#ifndef CMD_FIND_FLIGHT_H
#define CMD_FIND_FLIGHT_H

#include "flight/rocket.h"
#include "store/reader.h"

/* "7" (store_flight.id), or a rocket, which means its newest flight: by its title ("F9", "(t)" for
 * the keyless topic t), else by its key, else by its topic without the brackets; or a start time or
 * the beginning of one: "2017-08-24", "2017-08-24 18:51", "2017-08-24T18:51:00Z". ERR_NOT_FOUND if
 * no flight matches, or several start times do. */
int find_flight(struct reader *r, const char *text, struct store_flight *out, struct err *err);

/* The rocket of that name, matched as above; ERR_NOT_FOUND names those there are. */
int find_rocket(struct reader *r, const char *text, int32_t *rocket, struct err *err);

/* The title of a rocket, as screens show it. */
void find_flight_title(const struct store_rocket *row, char out[ROCKET_TITLE_SIZE]);

#endif
