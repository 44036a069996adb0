#!/bin/sh
# A warning stops the builds of those who work on it, never the build of those who use it: their
# compiler may be newer than the project.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

configure() { # configure NAME CMAKE-OPTION...
    name=$1
    shift
    cmake -G Ninja -S "$SOURCE_DIR" -B "$dir/$name" "$@" >"$dir/$name.log" 2>&1 || { cat "$dir/$name.log"; exit 1; }
}

cd "$SOURCE_DIR"
configure plain -DGROUND_TESTS=OFF
configure preset --preset default -DGROUND_TESTS=OFF
! grep -q -e -Werror "$dir/plain/compile_commands.json" || { echo "plain cmake: a warning is an error"; exit 1; }
grep -q -e -Werror "$dir/preset/compile_commands.json" || { echo "the default preset lets warnings pass"; exit 1; }
