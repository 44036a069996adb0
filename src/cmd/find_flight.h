/* find_flight.h: the flight that a command line names. */
#ifndef CMD_FIND_FLIGHT_H
#define CMD_FIND_FLIGHT_H

#include "flight/rocket.h"
#include "store/reader.h"

/* "7" (store_flight.id), or a rocket, which means its newest flight: by its title ("F9", "(t)" for
 * the keyless topic t), else by its key, else by its topic without the brackets. ERR_NOT_FOUND says
 * what to do. */
int find_flight(struct reader *r, const char *text, struct store_flight *out, struct err *err);

/* A rocket of the cache as screens call it. */
void find_flight_title(const struct store_rocket *row, char out[ROCKET_TITLE_SIZE]);

#endif
