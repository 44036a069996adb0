#!/bin/sh
# Wrong usage: a sentence that names what was wrong, exit code 2, and nothing done.
. "$SOURCE_DIR/tests/lib.sh"

refused() { # refused SENTENCE COMMAND...
    sentence=$1
    shift
    timeout 10 "$@" </dev/null >"$work/out" 2>&1
    expect "exit code of $*" 2 $?
    expect_in "$*" "$sentence" "$work/out"
}

refused 'launch: there is no "fly"' "$SOURCE_DIR/launch" fly
refused 'launch: build takes no "all"' "$SOURCE_DIR/launch" build all
refused 'launch: install takes one directory, not also "/b"' "$SOURCE_DIR/launch" install /a /b
refused 'ground: has no command "fly"' ground fly
refused 'ground: has no command "fly"' ground help fly
refused '^ground flights: knows no mission "moon"; there are default and demo' ground flights --mission moon
refused '^ground snapshot: has no screen "moon"; there are fleet, ' ground snapshot --screen moon
refused '^ground demo: --keep needs a value: DIR' ground demo --keep ''
refused '^minibroker: does not know what to do with "x"' minibroker x
for server in localhost localhost:x localhost:0 localhost:99999 :9092; do
    refused "^--bootstrap-server takes HOST:PORT, as in localhost:9092, not \"$server\"" \
        ground record --cache "$work/a.db" --bootstrap-server "$server"
done
[ -e "$work/a.db" ] && fail "a recording was begun all the same"

# A demo never flies over another one's recording.
mkdir "$work/kept" && : >"$work/kept/demo.db"
timeout 10 ground demo --keep "$work/kept" </dev/null >"$work/out" 2>&1
expect "exit code of a demo over another" 1 $?
expect_in "a demo over another" "has a demo's recording already: name another directory" "$work/out"

# Nobody says where the data goes: not into the root directory, then.
(unset HOME XDG_STATE_HOME; timeout 10 minibroker --listen 127.0.0.1:0 >"$work/out" 2>&1)
expect "exit code of a broker without a home" 1 $?
expect_in "a broker without a home" "name the data directory with --data-dir DIR" "$work/out"

# Help is no mistake, and the same by either name.
ground help >"$work/help" || fail "ground help"
expect_in "ground help" '^  import ' "$work/help"
ground help replay >"$work/a" || fail "ground help replay"
ground replay --help >"$work/b" || fail "ground replay --help"
cmp -s "$work/a" "$work/b" || fail "ground help replay and ground replay --help differ"
"$SOURCE_DIR/launch" help | grep -q 'launch install' || fail "launch help"
exit 0
