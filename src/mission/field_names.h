/* field_names.h: how a mission file names a field of a message. */
#ifndef MISSION_FIELD_NAMES_H
#define MISSION_FIELD_NAMES_H

struct mission_reader;

/* The name as channels have it: "clock.t" and "accel[2]" as they are, the JSON pointers (RFC 6901)
 * "/clock/t" and "/accel/2" as these. It lives as long as the file. */
const char *mission_field_name(struct mission_reader *r, const char *text);

#endif
