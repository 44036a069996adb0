/* views.h: `messages`, `flights` and `events`, and the functions that they and people use. */
#ifndef SQL_VIEWS_H
#define SQL_VIEWS_H

#include "base/db.h"

/* Adds them to a connection, as temporary views. */
int views_add(sqlite3 *db, struct err *err);

#endif
