#!/bin/sh
# One recorder writes a cache, for one broker and one choice of topics: who asks for others is told so,
# and is not shown the wrong rockets as live.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
start recorder ground record --cache "$work/a.db" --topic mine --bootstrap-server "$bootstrap"
recorder=$!
noted() { grep -q "recording into" "$work/recorder.log"; }
wait_for 10 "the recorder" noted

look() { # look OPTION...: without a terminal the screen does not open; what is said in $work/out
    ground --cache "$work/a.db" "$@" </dev/null >"$work/out" 2>&1
}
look --bootstrap-server localhost:1
expect "exit code for another broker" 1 $?
expect_in "another broker" "is being recorded from $bootstrap topics mine: name another --cache FILE, or end that recorder" "$work/out"
look --bootstrap-server "$bootstrap" --topic other
expect "exit code for another topic" 1 $?
for same in "" "--bootstrap-server $bootstrap" "--topic mine"; do
    # shellcheck disable=SC2086
    look $same
    expect_in "the same, asked for as: $same" "there is no terminal here" "$work/out"
done
kill "$recorder"
wait "$recorder" 2>/dev/null
expect_in "what was recorded" "0 messages recorded, 0 in the cache $work/a.db" "$work/recorder.log"
look --bootstrap-server localhost:1
expect_in "another broker, when nobody records" "there is no terminal here" "$work/out"
exit 0
