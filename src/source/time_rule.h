/* time_rule.h: how the times of a file are meant: their unit, and what their zero is.
 *
 * A rule is guessed from the name of a column (or field) and its first values; what a file says of
 * itself or a person says goes before. Then each value gives ns: since 1970 where the rule is
 * absolute, else since lift-off or another zero. */
#ifndef SOURCE_TIME_RULE_H
#define SOURCE_TIME_RULE_H

#include "base/buf.h"
#include "base/err.h"
#include "source/zone.h"

enum time_form {
    TIME_NUMBERS, /* of unit_ns since zero */
    TIME_STAMPS,  /* dates with times */
    TIME_OF_DAY,  /* and a date from --time-zero or from another column */
    TIME_MISSION, /* T+00:01:02 */
};

enum time_zero {
    ZERO_LAUNCH,
    ZERO_FILE, /* the first row */
    ZERO_BOOT, /* of the computer on board: as ZERO_FILE, and said so */
    ZERO_1970,
    ZERO_GIVEN, /* zero_ns since 1970 */
};

enum time_unit { UNIT_UNKNOWN, UNIT_S, UNIT_MS, UNIT_US, UNIT_NS, UNIT_DAYS };

struct time_options { /* as given on the command line; NULL: not */
    const char *unit, *zero, *zone;
};

struct time_rule {
    enum time_form form;
    enum time_unit unit;
    enum time_zero zero;
    int64_t zero_ns;
    bool has_date;  /* of TIME_OF_DAY: each row has its own */
    bool unit_told; /* by a name or a person, else guessed from the values */
    bool zero_told;
    char decimal;
    bool zoned; /* --zone was given */
    bool local; /* a value had no zone */
    struct zone zone;
    int64_t last_of_day, days; /* midnight has passed so often */
};

/* Reads the options into a rule. ERR_USAGE with a sentence. */
int time_rule_init(struct time_rule *r, const struct time_options *o, char decimal,
                   struct err *err);

/* Guesses what the options left open from the name and `count` first values. NULL, or what is
 * missing: a sentence. */
const char *time_rule_guess(struct time_rule *r, struct bytes name, const struct bytes *values,
                            int count);

/* The time that `text` says, with `date` (null: none) where another column has that. NULL, or what
 * is wrong. */
const char *time_rule_read(struct time_rule *r, struct bytes text, struct bytes date, int64_t *ns);

/* Forgets the rows read, before another pass. */
void time_rule_rewind(struct time_rule *r);

bool time_rule_is_absolute(const struct time_rule *r);

/* "seconds since lift-off", "UTC". */
void time_rule_words(const struct time_rule *r, struct buf *out);

#endif
