/* messages.c: the schemas of every family, made from the lists in their headers. */
#include "wire/cluster.h"
#include "wire/data.h"
#include "wire/groups.h"

DATA_STRUCTS(WIRE_DEFINE)
GROUP_STRUCTS(WIRE_DEFINE)
CLUSTER_STRUCTS(WIRE_DEFINE)
