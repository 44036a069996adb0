/* start_broker.h: the command that starts a mini-broker at an address, as advice when no broker
 * answers there. */
#ifndef BASE_START_BROKER_H
#define BASE_START_BROKER_H

enum { START_BROKER_SIZE = 128 };

/* For the first address of `servers` ("localhost:9093,..."): "minibroker" for its default address,
 * "minibroker --listen localhost:9093" for another address of this machine, "" for another machine
 * or something that is not an address. Returns `out`. */
const char *start_broker_command(const char *servers, char out[START_BROKER_SIZE]);

/* "start one with `minibroker --listen localhost:9093`, or name another with --bootstrap-server",
 * or "name another with --bootstrap-server". Returns `out`. */
enum { START_BROKER_ADVICE_SIZE = START_BROKER_SIZE + 64 };
const char *start_broker_advice(const char *servers, char out[START_BROKER_ADVICE_SIZE]);

#endif
