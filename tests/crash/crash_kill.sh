#!/bin/sh
# The mini-broker dies by kill -9 under load, fifty times: nothing acknowledged is lost.
. "$SOURCE_DIR/tests/lib.sh"
crash_broker --broker "$BUILD_DIR/bin/minibroker" --dir "$work/crash" --cycles "${CRASH_CYCLES:-50}" || fail "see above"
