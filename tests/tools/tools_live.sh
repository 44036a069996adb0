#!/bin/sh
# Our tools left running: topics that appear, groups that share, a broker that dies and comes back.
. "$SOURCE_DIR/tests/lib.sh"
start_broker
port=${bootstrap##*:}
T="--bootstrap-server $bootstrap"

consume() { # consume NAME ARG...: in the background, output to $work/NAME.out; its pid in $!
    name=$1
    shift
    kafka-console-consumer $T "$@" >"$work/$name.out" 2>"$work/$name.err" &
    started="$started $!"
}

lines_in() { # lines_in NAME COUNT
    [ "$(wc -l <"$work/$1.out")" -ge "$2" ]
}

stop() { # stop PID: as Ctrl-C would, and its exit code
    kill -INT "$1"
    wait "$1"
    expect "exit code after SIGINT" 130 $?
}

# ---- a pattern finds topics that come later, and reads them from their beginning ----
kafka-topics $T --create --topic rocket-one >/dev/null
consume pattern --include 'rocket-.*' --property print.key=true
pattern=$!
wait_for 10 "the pattern's group" sh -c "echo first | kafka-console-producer $T --topic rocket-one; grep -q first '$work/pattern.out'"
kafka-topics $T --create --topic rocket-two >/dev/null
echo second | kafka-console-producer $T --topic rocket-two
kafka-topics $T --create --topic other >/dev/null
echo unseen | kafka-console-producer $T --topic other
wait_for 10 "the new topic" grep -q second "$work/pattern.out"
stop $pattern
! grep -q unseen "$work/pattern.out" || fail "the pattern matched too much"
expect "records of the new topic" 1 "$(grep -c second "$work/pattern.out")"

# ---- two of a group share the partitions; each record comes to one of them ----
kafka-topics $T --create --topic shared --partitions 4 >/dev/null
consume left --topic shared --group crew --from-beginning
left=$!
consume right --topic shared --group crew --from-beginning
right=$!
sent=0
begin=$(date +%s)
until lines_in left 1 && lines_in right 1; do # until both have come to their partitions
    [ $(($(date +%s) - begin)) -lt 30 ] || fail "one of the two reads everything"
    seq $((sent + 1)) $((sent + 20)) | sed 's/.*/k&:v&/' |
        kafka-console-producer $T --topic shared --property parse.key=true --property key.separator=:
    sent=$((sent + 20))
done
all_here() {
    [ "$(cat "$work/left.out" "$work/right.out" | sort -u | wc -l)" -eq $sent ]
}
wait_for 15 "$sent records by two consumers" all_here
stop $left
stop $right

# ---- the broker is killed while both ends are open: nothing is lost, nothing comes twice ----
kafka-topics $T --create --topic flight >/dev/null
mkfifo "$work/typed"
kafka-console-producer $T --topic flight <"$work/typed" >"$work/producer.out" 2>"$work/producer.err" &
producer=$!
started="$started $producer"
exec 4>"$work/typed"
consume flight --topic flight --from-beginning 4>&-
flight=$!
echo "before 1" >&4
wait_for 10 "the first line" lines_in flight 1
kill -9 "$broker_pid"
wait "$broker_pid" 2>/dev/null
echo "meanwhile 2" >&4
echo "meanwhile 3" >&4
start_broker "$port" 4>&-
echo "after 4" >&4
wait_for 30 "the lines after the restart" lines_in flight 4
exec 4>&-
wait $producer
expect "the producer's exit code" 0 $?
stop $flight
expect "the consumer's lines" "before 1
meanwhile 2
meanwhile 3
after 4" "$(cat "$work/flight.out")"

# ---- with its broker gone, a consumer still ends when it is told to ----
consume orphan --topic flight --group crew --from-beginning
orphan=$!
wait_for 10 "the orphan's lines" lines_in orphan 4
kill -9 "$broker_pid"
wait "$broker_pid" 2>/dev/null
begin=$(date +%s)
stop $orphan
[ $(($(date +%s) - begin)) -le 5 ] || fail "a consumer without a broker took its time to end"
exit 0
