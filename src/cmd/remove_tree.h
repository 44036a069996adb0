/* remove_tree.h: deleting a directory of ours with all that is in it. */
#ifndef CMD_REMOVE_TREE_H
#define CMD_REMOVE_TREE_H

/* Follows no links and crosses no mounts; what cannot be removed stays. */
void remove_tree(const char *path);

#endif
