/* liar.h: a proxy before a broker that passes everything on, except that some of what it answers
 * cannot be. Topics are lied about by their names:
 *
 *   "minus-seven"  its partition is called -7
 *   "too-far"      its records have the offset 2^63 - 1
 *   "below"        its records have the offset -5
 *   "backwards"    its first offset is -5 */
#ifndef TESTS_SUPPORT_LIAR_H
#define TESTS_SUPPORT_LIAR_H

struct liar;

/* Listens on a port of its own; asserts. */
struct liar *liar_start(int broker_port, int *port);
void liar_stop(struct liar *l);

#endif
