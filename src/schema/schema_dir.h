/* schema_dir.h: schemas from a directory: 7.avsc is schema 7, of Avro; 8.json one of JSON; 9.proto
 * one of Protobuf. Other files are left alone. */
#ifndef SCHEMA_SCHEMA_DIR_H
#define SCHEMA_SCHEMA_DIR_H

#include "schema/schema_set.h"

/* Adds every schema of `dir` to the set. `warn` is told of each that cannot be used, with its file.
 * ERR_NOT_FOUND: there is no such directory; ERR_TOO_BIG: over a limit; ERR_USAGE: two
 * files of one id; ERR_IO. */
int schema_dir_read(const char *dir, struct schema_set *set,
                    void (*warn)(void *ctx, const char *sentence), void *ctx, struct err *err);

#endif
