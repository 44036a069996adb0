#!/bin/sh
# Runs the same commands with Apache Kafka's tools and with ours, against an Apache Kafka and against
# the mini-broker: the four transcripts (stdout and exit codes) must be identical.
. "$SOURCE_DIR/tests/lib.sh"
need java
kafka=$SOURCE_DIR/tests/interop/kafka.sh
sh "$kafka" fetch || skip "Apache Kafka's jars are not available"

stop_kafka() {
    sh "$kafka" stop "$work/kafka"
}
cleanup_hooks=stop_kafka
sh "$kafka" start "$work/kafka" >"$work/kafka-start.log" 2>&1 || fail "Apache Kafka did not start"
start_broker

# tool NAME ARG...: run the tool of the current set
tool() {
    if [ $set = java ]; then
        sh "$kafka" tool "$@"
    else
        "$@"
    fi
}

# say COMMAND...: print its stdout and exit code, without what always differs
say() {
    echo "\$ $*"
    tool "$@" --bootstrap-server "$server" 2>>"$work/$set-$broker-stderr.log" <"${input:-/dev/null}" >"$said"
    code=$?
    sed -e 's/TopicId: [^	]*/TopicId: ID/' -e 's/min.insync.replicas=1,*//' "$said"
    echo "= $code"
}

type_in() { # type_in TEXT: the input of the next command
    printf "$1" >"$said.typed"
    input=$said.typed
}

topics() {
    say kafka-topics --create --topic plain --partitions 1 --replication-factor 1
    say kafka-topics --create --topic plain
    say kafka-topics --create --topic plain --if-not-exists
    say kafka-topics --create --topic a.b --partitions 3
    say kafka-topics --create --topic a_b
    say kafka-topics --create --topic set --config retention.ms=1000 --config cleanup.policy=compact --config segment.ms=60000
    say kafka-topics --create --topic hand --replica-assignment 1,1
    say kafka-topics --create --topic far --replica-assignment 7
    say kafka-topics --create --topic wide --replication-factor 3
    say kafka-topics --create --topic 'x y'
    say kafka-topics --create --topic ''
    say kafka-topics --create --topic none --partitions 0
    say kafka-topics --create --topic odd --config foo=1
    say kafka-topics --create --topic odd --config retention.ms=abc
    say kafka-topics --create --topic odd --config cleanup.policy=keep
    say kafka-topics --create --topic odd --config segment.bytes=5
    say kafka-topics --list --exclude-internal
    say kafka-topics --list --topic 'pl.*, set'
    say kafka-topics --describe --topic 'plain|a.b|set|hand'
    say kafka-topics --describe --topics-with-overrides --topic set
    say kafka-topics --describe --topic a.b --at-min-isr-partitions
    say kafka-topics --describe --topic a.b --unavailable-partitions
    say kafka-topics --describe --topic a.b --partition-size-limit-per-response 2
    say kafka-topics --alter --topic plain --partitions 2
    say kafka-topics --alter --topic plain --partitions 2
    say kafka-topics --alter --topic plain --partitions 1
    say kafka-topics --alter --topic hand --partitions 3 --replica-assignment 1,1,1
    say kafka-topics --alter --topic nope --partitions 2
    say kafka-topics --describe --topic nope
    say kafka-topics --describe --topic nope --if-exists
    say kafka-topics --describe --topic-id AAAAAAAAAAAAAAAAAAAAAQ
    say kafka-topics --delete --topic nope
    say kafka-topics --delete --topic 'a.b|hand|set'
    say kafka-topics --list --exclude-internal
    say kafka-topics --list --describe
    say kafka-topics --list --config a=b
}

messages() {
    say kafka-topics --create --topic lines --partitions 1
    type_in 'one\ntwo\n\nthree'
    say kafka-console-producer --topic lines
    type_in 'h1:a,h2:b\tk\tv\nNIL\tNIL\tNIL\n'
    say kafka-console-producer --topic lines --property parse.key=true --property parse.headers=true --property null.marker=NIL --sync
    type_in 'nokey\n'
    say kafka-console-producer --topic lines --property parse.key=true
    say kafka-console-producer --topic 'x y'
    say kafka-console-producer --topic 'x y' --sync
    say kafka-console-producer --topic lines --compression-codec foo
    for codec in gzip snappy lz4 zstd; do
        type_in "$codec\n"
        say kafka-console-producer --topic lines --compression-codec $codec
    done
    input=
    say kafka-console-consumer --topic lines --from-beginning --max-messages 10
    say kafka-console-consumer --topic lines --from-beginning --max-messages 10 --property print.key=true --property print.headers=true --property print.offset=true --property print.partition=true --property print.epoch=true --property print.delivery=true --property null.literal=-
    say kafka-console-consumer --topic lines --partition 0 --offset 8 --max-messages 2
    say kafka-console-consumer --topic lines --partition 0 --timeout-ms 1500
    say kafka-console-consumer --topic lines --timeout-ms 3000
    say kafka-console-consumer --include 'lin.*' --from-beginning --max-messages 3
    say kafka-console-consumer --topic lines --group crew --from-beginning --max-messages 4
    say kafka-console-consumer --topic lines --group crew --from-beginning --max-messages 6
    say kafka-console-consumer --topic lines --isolation-level read_committed --from-beginning --max-messages 1 --enable-systest-events
    say kafka-console-consumer --topic lines --from-beginning --max-messages 1 --key-deserializer org.apache.kafka.common.serialization.StringDeserializer --property print.key=true
    say kafka-console-consumer --topic lines --from-beginning --max-messages 1 --value-deserializer org.apache.kafka.common.serialization.LongDeserializer
    say kafka-console-consumer --topic lines --from-beginning --max-messages 2 --value-deserializer org.apache.kafka.common.serialization.LongDeserializer --skip-message-on-error
    say kafka-console-consumer --topic lines --isolation-level foo
    say kafka-console-consumer --topic lines --include lines
    say kafka-console-consumer --topic lines --offset 3
    say kafka-console-consumer --topic nope2 --timeout-ms 1500
    say kafka-topics --delete --topic '.*' --if-exists
}

transcript() { # transcript SET BROKER HOST:PORT
    set=$1 broker=$2 server=$3 input= said=$work/$set-$broker.said
    { topics && messages; } >"$work/$set-$broker"
}

for set in java ours; do
    transcript $set kafka "$(cat "$work/kafka/bootstrap")" &
    kafka_job=$!
    transcript $set mini "$bootstrap" &
    wait $kafka_job
    wait $!
done
commands=$(grep -c '^\$' "$work/java-kafka")
[ "$commands" -gt 60 ] || fail "only $commands commands ran"
for one in ours-kafka java-mini ours-mini; do
    diff "$work/java-kafka" "$work/$one" >"$work/difference" && continue
    rm -f "$work"/*-stderr.log
    cat "$work/difference"
    fail "$one differs from java-kafka"
done
echo "$commands commands, four times the same"
