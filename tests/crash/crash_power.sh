#!/bin/sh
# The power goes under the mini-broker's load, twenty times: a loop-mounted ext4 is shut down without
# writing what was not synced. As root on Linux only.
. "$SOURCE_DIR/tests/lib.sh"
[ "$(uname)" = Linux ] && [ "$(id -u)" = 0 ] || skip "cutting a file system's power takes root on Linux"
need mkfs.ext4 losetup mount umount

mounted=$work/disk
unmount() {
    umount "$mounted" 2>/dev/null || umount -l "$mounted" 2>/dev/null
}
mkdir "$mounted"
truncate -s 512M "$work/image"
mkfs.ext4 -q -F "$work/image" || skip "no ext4 can be made here"
mount -o loop "$work/image" "$mounted" 2>/dev/null || skip "nothing can be loop-mounted here"
cleanup_hooks=unmount
crash_broker --broker "$BUILD_DIR/bin/minibroker" --dir "$mounted" --image "$work/image" --cycles "${CRASH_CYCLES:-20}" ||
    fail "see above"
