#!/bin/sh
# One recorder writes a cache, for one broker and one choice of topics. A command that asks for others
# gets an error, and does not show the wrong rockets as live.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
start recorder ground record --cache "$work/a.db" --topic mine --bootstrap-server "$bootstrap"
recorder=$!
noted() { grep -q "recording into" "$work/recorder.log"; }
wait_for 10 "the recorder" noted

look() { # look OPTION...: without a terminal the screen does not open; output goes to $work/out
    ground --cache "$work/a.db" "$@" </dev/null >"$work/out" 2>&1
}
look --bootstrap-server localhost:1
expect "exit code for another broker" 1 $?
expect_in "another broker" "is being recorded from $bootstrap, topic mine: use another --cache FILE, or stop that recorder .kill $recorder." "$work/out"
look --bootstrap-server "$bootstrap" --topic other
expect "exit code for another topic" 1 $?
for same in "" "--bootstrap-server $bootstrap" "--topic mine"; do
    # shellcheck disable=SC2086
    look $same
    expect_in "the same, asked for as: $same" "there is no terminal here" "$work/out"
done
# A second recorder, snapshots, and the screens.
ground record --cache "$work/a.db" --topic other --bootstrap-server "$bootstrap" >"$work/out" 2>&1
expect "exit code of a second recorder" 1 $?
expect_in "a second recorder" "already writes the cache .*; it follows topic mine from $bootstrap" "$work/out"
ground snapshot --cache "$work/a.db" --bootstrap-server localhost:1 >"$work/out" 2>&1
expect "exit code of a snapshot of another broker" 1 $?
expect_in "a snapshot of another broker" "is being recorded from $bootstrap, topic mine" "$work/out"
ground snapshot --cache "$work/a.db" --screen links >"$work/out"
expect_in "LINKS" '^ follows  topic mine *$' "$work/out"
ground snapshot --cache "$work/a.db" >"$work/out"
expect_in "a topic that is not there yet" "the broker at $bootstrap is up and has no such topic" "$work/out"
expect_in "which one" '^ Followed: topic mine *$' "$work/out"
expect_in "what to type" 'kafka-console-producer.sh --topic mine --bootstrap-server' "$work/out"
kill "$recorder"
wait "$recorder" 2>/dev/null
expect_in "what was recorded" "0 messages recorded, 0 in the cache $work/a.db" "$work/recorder.log"
look --bootstrap-server localhost:1
expect_in "another broker, when nobody records" "there is no terminal here" "$work/out"

# A command may ask for fewer of several topics, but not for another one.
start several ground record --cache "$work/b.db" --topic one --topic two --include 'k.*' --bootstrap-server "$bootstrap"
recorder=$!
several() { grep -q "recording into" "$work/several.log"; }
wait_for 10 "the second recorder" several
look_at_b() { ground --cache "$work/b.db" "$@" </dev/null >"$work/out" 2>&1; }
for covered in "--topic two" "--topic one --topic kestrel" "--include k.*"; do
    # shellcheck disable=SC2086
    look_at_b $covered
    expect_in "what is followed already: $covered" "there is no terminal here" "$work/out"
done
for other in "--topic three" "--topic one --topic three" "--include x.*"; do
    # shellcheck disable=SC2086
    look_at_b $other
    expect "exit code for $other" 1 $?
    expect_in "what is followed" "$bootstrap, topics one, two and those matching k\\.\\*: use another" "$work/out"
done
look_at_b --topic 'no name'
expect "exit code for what is no topic" 2 $?
for useless in "--topic one" "--include k.*" "--command-config $work/x"; do
    # shellcheck disable=SC2086
    look_at_b --replay 1 $useless
    expect "exit code of a replay with $useless" 2 $?
    expect_in "a replay with $useless" "ground: ${useless%% *} cannot be used with --replay" "$work/out"
done
exit 0
