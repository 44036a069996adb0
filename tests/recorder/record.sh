#!/bin/sh
# `ground record` and `ground import` report that they have nothing to do: missing topics are named,
# and success means that everything asked for was done.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
produce() { kafka-console-producer --topic "$1" --bootstrap-server "$bootstrap" >/dev/null; }

record() { # record OPTION...: record to the end, into a new cache; sets $code, the exit code
    rm -f "$work"/a.db*
    timeout 30 ground record --until-end --cache "$work/a.db" --bootstrap-server "$bootstrap" "$@" \
        >"$work/out" 2>&1
    code=$?
}

record
expect "exit code where the broker has no topics" 0 "$code"
expect_in "no topics at all" "$bootstrap has no topics; nothing was recorded" "$work/out"
printf 'one\ntwo\n' | produce mine

record --topic nosuch
expect "exit code for a topic that is not there" 1 "$code"
expect_in "a topic that is not there" "$bootstrap has no topic nosuch; .kafka-topics --list" "$work/out"
record --topic mine --topic nosuch --topic other
expect "exit code where one of the topics is there" 1 "$code"
expect_in "two of three" "$bootstrap has no topic nosuch, other;" "$work/out"
expect_in "the third is recorded" "2 messages recorded" "$work/out"
record --include 'no.*'
expect "exit code for a pattern without a match" 1 "$code"
expect_in "a pattern without a match" "has no topic that matches no\\.\\*" "$work/out"
record --topic nosuch --include 'm.*'
expect_in "a name beside a pattern" "has no topic nosuch;" "$work/out"
record --topic mine --include 'mi.*'
expect "exit code where all is there" 0 "$code"

# --until-end and --linger exclude each other.
record --linger 0
expect "exit code of --until-end with --linger" 2 "$code"

# The recorder reports a topic that it is waiting for.
start waiting ground record --topic mine --topic later --cache "$work/b.db" --bootstrap-server "$bootstrap"
waits() { grep -q "WARN ground: $bootstrap has no topic later yet; waiting" "$work/waiting.log"; }
wait_for 10 "the topic that is missing to be named" waits
for name in 'not a name' .. '' __consumer_offsets; do
    record --topic "$name"
    expect "exit code for the topic \"$name\"" 2 "$code"
done
expect_in "an internal topic" "__consumer_offsets is internal to Kafka" "$work/out"

# A file without messages is an error, and so are broker options for a replay on screen.
: >"$work/empty.jsonl"
echo 'time,alt' >"$work/heading.csv"
for file in empty.jsonl heading.csv; do
    ground import "$work/$file" --topic mine --bootstrap-server "$bootstrap" >"$work/out" 2>&1
    expect "exit code of an import of $file" 1 $?
done
ground import "$work/empty.jsonl" --topic mine --bootstrap-server "$bootstrap" >"$work/out" 2>&1
expect_in "an import of nothing" "empty.jsonl:1: the file is empty" "$work/out"
ground import "$work/heading.csv" --topic mine --bootstrap-server "$bootstrap" >"$work/out" 2>&1
expect_in "an import of a heading" "heading.csv:1: a header without rows: time,alt" "$work/out"
for useless in "--bootstrap-server $bootstrap" "--command-config $work/x"; do
    # shellcheck disable=SC2086
    ground replay 1 --cache "$work/a.db" $useless >"$work/out" 2>&1
    expect "exit code of a replay on screen with $useless" 2 $?
    expect_in "a replay on screen" "${useless%% *} requires --to-topic" "$work/out"
done
exit 0
