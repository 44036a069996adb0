/* field_path.h: where the walk through a nested message stands, and what it hands out there: the
 * samples, the words, the fields for a person, what is wrong there. For the formats that nest.
 *
 * Names of nested values are put together in `text`, which each level cuts back to where it found
 * it: take field_push()'s result to field_pop(). */
#ifndef FLIGHT_FIELD_PATH_H
#define FLIGHT_FIELD_PATH_H

#include "flight/decode.h"

struct field_path {
    struct decoded *out;
    const struct field_sink *sink;
    int past; /* arrays around it in which it lies past DECODED_MAX_ELEMENTS */
    size_t len;
    uint8_t text[DECODED_PATH_SIZE];
};

void field_path_begin(struct field_path *f, struct decoded *out, const struct field_sink *sink);
/* "engine" becomes "engine.thrust", "gyro" becomes "gyro[2]". What does not fit is cut. */
size_t field_push(struct field_path *f, struct bytes name);
size_t field_push_index(struct field_path *f, size_t index);
void field_pop(struct field_path *f, size_t before);
/* Begins and ends element `index` of an array. */
size_t field_enter(struct field_path *f, size_t index);
void field_leave(struct field_path *f, size_t index, size_t before);

struct bytes field_name(const struct field_path *f);
/* A sample, and how the message writes it. */
void field_sample(struct field_path *f, double value, struct bytes says);
/* false or true: a sample of 0 or 1. */
void field_truth(struct field_path *f, bool value, struct bytes says);
/* An integer, or a number, of a message that has no text for it. */
void field_integer(struct field_path *f, int64_t value);
void field_real(struct field_path *f, double value);
/* A text that may be a state. */
void field_state(struct field_path *f, struct bytes text);
/* What holds no sample: null, a text that is no number, bytes. */
void field_nothing(struct field_path *f, struct bytes says, bool words);
/* A text: one that the mission takes for words, a number in quotes, or neither. */
void field_text(struct field_path *f, const struct mission *mission, struct bytes text);

/* Says in `why` what is wrong with a message of `format`, and at which field, unless something was
 * said before. Returns whether it was said. */
bool field_fail(const struct field_path *f, const char *format, const char *what);

#endif
