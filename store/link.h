/* link.h: what writer and reader share of the link's history. */
#ifndef STORE_LINK_H
#define STORE_LINK_H

/* ?1 if the link was OK then or its state is unknown; else when it was OK next; NULL: not yet. */
#define LINK_OK_FROM_SQL                                                                           \
    "SELECT CASE coalesce((SELECT state FROM link WHERE t<=?1 ORDER BY t DESC,id DESC LIMIT 1),0)" \
    " WHEN 0 THEN ?1 ELSE (SELECT min(t) FROM link WHERE t>?1 AND state=0) END"

#endif
