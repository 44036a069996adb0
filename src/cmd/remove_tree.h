/* remove_tree.h: deletes a directory and everything in it. */
#ifndef CMD_REMOVE_TREE_H
#define CMD_REMOVE_TREE_H

/* Does not follow links or cross mounts, and leaves what it cannot remove. */
void remove_tree(const char *path);

#endif
