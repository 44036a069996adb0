/* fold_kit.h: messages decoded and folded in one step. */
#ifndef TESTS_SUPPORT_FOLD_KIT_H
#define TESTS_SUPPORT_FOLD_KIT_H

#include "flight/rocket.h"

void decode_fold(struct rocket *r, const struct mission *mission, const struct flight_message *m,
                 struct event_sink *sink);
bool decode_fold_until(struct rocket *r, const struct mission *mission,
                       const struct flight_message *m, int64_t t_ms, struct event_sink *sink);
int64_t decode_next_v(const struct rocket *r, const struct mission *mission,
                      const struct flight_message *m, bool *opens);

#endif
