#!/bin/sh
# The recorder and the screen on a real Apache Kafka and on the mini-broker, with the same cases: keys,
# keyless text, partitions merged by time, nulls, a topic that appears later, no trace on the cluster,
# the broker stopped and restarted, and the flight replayed without a broker.
. "$SOURCE_DIR/tests/lib.sh"
kafka=$SOURCE_DIR/tests/interop/kafka.sh

stop_kafka() { sh "$kafka" stop "$work/kafka" >/dev/null 2>&1; }

send() { # send TOPIC: lines KEY:VALUE
    kafka-console-producer --topic "$1" --bootstrap-server "$bootstrap" \
        --property parse.key=true --property key.separator=: --property null.marker=NULL || fail "producer for $1"
}

fleet() { ground snapshot --screen fleet --format json --cache "$cache" | tr -d '\n'; }
shows() { fleet | grep -Eq "$1"; }
rows() { ground snapshot --screen links --format text --cache "$cache" --size 120x30; }

fly() { # fly NAME: the cases, against $bootstrap
    cache=$work/$1/c.db
    kafka-topics --create --topic rockets --partitions 3 --bootstrap-server "$bootstrap" >/dev/null || fail "create on $1"
    start "recorder-$1" ground record --cache "$cache" --bootstrap-server "$bootstrap" --linger 600
    recorder=$!
    i=0
    while [ $i -lt 30 ]; do
        printf 'KESTREL-%d:{"vel": %d.5, "alt": 1.25}\n' $((i % 5)) $i
        i=$((i + 1))
    done | send rockets
    wait_for 20 "five rockets on $1" shows 'KESTREL-4'
    # A keyless topic that appears later; its text starts the clock.
    echo "Countdown started" | kafka-console-producer --topic flugdaten --bootstrap-server "$bootstrap" 2>/dev/null || fail "flugdaten on $1"
    echo "Liftoff" | kafka-console-producer --topic flugdaten --bootstrap-server "$bootstrap"
    wait_for 20 "the keyless topic's lift-off on $1" shows '"id": *"\(flugdaten\)"[^}]*"phase": *"ASCENT"'
    printf 'KESTREL-0:NULL\n' | send rockets
    recorded() { rows | awk '$2 ~ /^rockets/ { n += $(NF-2) } END { exit n != 31 }'; }
    wait_for 20 "31 rockets' messages on $1" recorded
    # No trace: no group, no internal topic.
    kafka-topics --list --bootstrap-server "$bootstrap" | grep -q __consumer_offsets && fail "the recorder left __consumer_offsets on $1"
    kill "$recorder"
    wait "$recorder" 2>/dev/null
    # Exactly once, also when the recorder is stopped and started again.
    ground record --cache "$cache" --bootstrap-server "$bootstrap" --until-end 2>>"$work/until-end.log" || fail "--until-end on $1"
    recorded || { rows; fail "read twice on $1"; }
}

replay() { # replay NAME: without a broker
    ground flights --cache "$cache" >"$work/flights" || fail "flights of $1"
    expect_in "the flights of $1" '\(flugdaten\)' "$work/flights"
    expect_in "the flights of $1" 'KESTREL-4' "$work/flights"
    ground snapshot --screen fleet --cache "$cache" --rocket '(flugdaten)' --at end >"$work/end" || fail "--at end on $1"
    expect_in "the end of $1" '\(flugdaten\).*ASCENT' "$work/end"
}

case $1 in
minibroker)
    start_broker
    fly minibroker
    kill $broker_pid
    ;;
kafka)
    sh "$kafka" fetch || exit $?
    cleanup_hooks=stop_kafka
    sh "$kafka" start "$work/kafka" >"$work/kafka.log" 2>&1 || fail "Apache Kafka did not start"
    bootstrap=$(cat "$work/kafka/bootstrap")
    fly kafka
    stop_kafka
    ;;
esac
replay "$1"
exit 0
