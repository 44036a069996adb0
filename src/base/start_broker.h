/* start_broker.h: the command that starts a mini-broker where somebody asked for one, as advice to
 * a person whose broker does not answer. */
#ifndef BASE_START_BROKER_H
#define BASE_START_BROKER_H

enum { START_BROKER_SIZE = 128 };

/* For the first address of `servers` ("localhost:9093,..."): "minibroker" at its own default
 * address, "minibroker --listen localhost:9093" at another one of this machine; "" when the host is
 * another machine, or is not an address. Returns `out`. */
const char *start_broker_command(const char *servers, char out[START_BROKER_SIZE]);

/* "start one with `minibroker --listen localhost:9093`, or name another with --bootstrap-server",
 * or only the second half. Returns `out`. */
enum { START_BROKER_ADVICE_SIZE = START_BROKER_SIZE + 64 };
const char *start_broker_advice(const char *servers, char out[START_BROKER_ADVICE_SIZE]);

#endif
