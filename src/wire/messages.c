/* messages.c: the schemas of every family, made from the lists in their headers. */
#include "wire/cluster_messages.h"
#include "wire/data_messages.h"
#include "wire/group_messages.h"

DATA_STRUCTS(WIRE_DEFINE)
GROUP_STRUCTS(WIRE_DEFINE)
CLUSTER_STRUCTS(WIRE_DEFINE)
