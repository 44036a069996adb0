#!/bin/sh
# Every line that our tools print, the stream it goes to and the exit code, against the mini-broker:
# what Apache Kafka 4.1.1's tools were seen to do (tests/interop/same_words.sh holds both side by side).
. "$SOURCE_DIR/tests/lib.sh"
start_broker
T="--bootstrap-server $bootstrap"

# run NAME ARG...: stdout in $work/out, stderr in $work/err, exit code in $code
run() {
    "$@" </dev/null >"$work/out" 2>"$work/err"
    code=$?
}

# gives CODE STDOUT: of the last run; stdout whole, a trailing newline aside.
gives() {
    expect "exit code" "$1" "$code"
    expect "stdout" "$2" "$(cat "$work/out")"
}

# says LINE: stderr has this line, time stamps aside.
says() {
    sed 's/^\[[0-9 :,-]*\] //' "$work/err" | grep -Fxq -- "$1" || { cat "$work/err"; fail "stderr lacks: $1"; }
}

usage() { # usage PROGRAM: stderr is one line and the table
    tail -n +2 "$work/err" | cmp -s - "$SOURCE_DIR/tests/unit/usage/$1.txt" || fail "no usage table"
}

silent() { # silent: nothing on stderr
    [ ! -s "$work/err" ] || { cat "$work/err"; fail "stderr is not empty"; }
}

refuses() { # refuses SENTENCE COMMAND...: an error of kafka-topics' actions
    sentence=$1
    shift
    run kafka-topics $T "$@"
    gives 1 "Error while executing topic command : $sentence"
}

wrong() { # wrong PROGRAM SENTENCE ARG...: wrong usage, with the table
    program=$1 sentence=$2
    shift 2
    run "$program" "$@"
    gives 1 ""
    says "$sentence"
    usage "$program"
}

# ---- kafka-topics ----
wrong kafka-topics "Create, delete, describe, or change a topic."
wrong kafka-topics "This tool helps to create, delete, describe, or change a topic." --help
run kafka-topics --version
gives 0 4.1.1
one="Command must include exactly one action: --list, --describe, --create, --alter or --delete"
wrong kafka-topics "$one" $T
wrong kafka-topics "$one" $T --list --describe
run kafka-topics --list
gives 1 ""
says "--bootstrap-server must be specified"
says "java.lang.IllegalArgumentException: --bootstrap-server must be specified"
run kafka-topics --bootstrap "$bootstrap" --list
gives 1 ""
says "bootstrap is not a recognized option"
says "joptsimple.UnrecognizedOptionException: bootstrap is not a recognized option"
run kafka-topics $T --create --topic
says "Option topic requires an argument"

cannot_start() { # cannot_start SENTENCE EXCEPTION ARG...: kafka-topics has no cluster to ask
    sentence=$1 exception=$2
    shift 2
    run timeout 20 kafka-topics --list "$@"
    gives 1 ""
    says "$sentence"
    says "$exception"
}
twice="Found multiple arguments for option bootstrap-server, but you asked for only one"
outer="Failed to create new KafkaAdminClient"
printf 'security.protocol=SSL\n' >"$work/ssl.properties"
printf 'default.api.timeout.ms=300\nsecurity.protocol=plaintext\n' >"$work/soon.properties"
cannot_start "$twice" "joptsimple.MultipleArgumentsForOptionException: $twice" $T $T
cannot_start "$outer" "Caused by: org.apache.kafka.common.config.ConfigException: You must set either bootstrap.servers or bootstrap.controllers" --bootstrap-server=
cannot_start "$outer" "Caused by: org.apache.kafka.common.config.ConfigException: Invalid url in bootstrap.servers: nowhere" --bootstrap-server nowhere
cannot_start /nowhere/at/all "java.nio.file.NoSuchFileException: /nowhere/at/all" $T --command-config /nowhere/at/all
ssl="kafka-topics speaks PLAINTEXT only, not security.protocol=SSL"
cannot_start "$ssl" "org.apache.kafka.common.config.ConfigException: $ssl" $T --command-config "$work/ssl.properties"
run timeout 20 kafka-topics --list --bootstrap-server 127.0.0.1:1 --command-config "$work/soon.properties"
gives 1 "Error while executing topic command : Timed out waiting for a node assignment. Call: listTopics"
says "ERROR org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment. Call: listTopics"
run kafka-topics $T --list --command-config "$work/soon.properties"
gives 0 ""
silent

run kafka-topics $T --list
gives 0 ""
silent
run kafka-topics $T --create --topic plain
gives 0 "Created topic plain."
silent

# a broker that takes its time over an answer is not taken for a dead one
run kafka-topics $T --create --topic wide --partitions 1000
gives 0 "Created topic wide."
silent
run kafka-topics $T --delete --topic wide
gives 0 ""
silent

run kafka-topics $T --create --topic plain
gives 1 "Error while executing topic command : Topic 'plain' already exists."
says "ERROR org.apache.kafka.common.errors.TopicExistsException: Topic 'plain' already exists."
says " (org.apache.kafka.tools.TopicCommand)"
run kafka-topics $T --create --topic plain --if-not-exists
gives 0 ""
silent
dots="WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both."
run kafka-topics $T --create --topic a.b
gives 0 "$dots
Created topic a.b."
run kafka-topics $T --create --topic a_b
gives 1 "$dots
Error while executing topic command : Topic 'a_b' collides with existing topic: a.b"
run kafka-topics -bootstrap-server "$bootstrap" -list stray words
gives 0 "a.b
plain"
run kafka-topics $T --list --topic 'pl.*, "x"'
gives 0 plain

refuses "The partitions must be greater than 0" --create --topic x --partitions 0
refuses "The replication factor must be between 1 and 32767 inclusive" --create --topic x --replication-factor 0
refuses "Unable to replicate the partition 3 time(s): The target replication factor of 3 cannot be reached because only 1 broker(s) are registered." --create --topic x --replication-factor 3
refuses "Unknown topic config name: foo" --create --topic x --config foo=1
refuses 'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".' --create --topic x --config foo
refuses "Invalid value abc for configuration retention.ms: Not a number of type LONG" --create --topic x --config retention.ms=abc
refuses "Found multiple arguments for option topic, but you asked for only one" --create --topic x --topic y
refuses "Cannot parse argument 'abc' of option partitions" --create --topic x --partitions abc
refuses "Topic name is invalid: 'x y' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'" --create --topic 'x y'
refuses "The given topic name '' cannot be represented in a request." --create --topic ''
refuses "[ is an invalid regex." --describe --topic '['
refuses "Topic 'nope' does not exist as expected" --describe --topic nope
refuses "Topic 'nope' does not exist as expected" --delete --topic nope
refuses "Topic 'nope' does not exist as expected" --alter --topic nope --partitions 2
refuses "TopicId 'AAAAAAAAAAAAAAAAAAAAAQ' does not exist as expected" --describe --topic-id AAAAAAAAAAAAAAAAAAAAAQ
for action in "--describe" "--delete" "--alter --partitions 2"; do
    run kafka-topics $T $action --topic nope --if-exists
    gives 0 ""
    silent
done

run kafka-topics $T --alter --topic plain --partitions 2
gives 0 ""
silent
refuses "Topic already has 2 partition(s)." --alter --topic plain --partitions 2
refuses "The topic plain currently has 2 partition(s); 1 would not be an increase." --alter --topic plain --partitions 1
run kafka-topics $T --create --topic set --config retention.ms=1000 --config cleanup.policy=compact
run kafka-topics $T --describe --topic set
id=$(sed -n 's/.*TopicId: \([^	]*\).*/\1/p' "$work/out")
partition="	Topic: set	Partition: 0	Leader: 1	Replicas: 1	Isr: 1	Elr: 	LastKnownElr: "
expect "a described topic" "Topic: set	TopicId: $id	PartitionCount: 1	ReplicationFactor: 1	Configs: cleanup.policy=compact,retention.ms=1000
$partition" "$(cat "$work/out")"
run kafka-topics $T --describe --topics-with-overrides
gives 0 "Topic: set	TopicId: $id	PartitionCount: 1	ReplicationFactor: 1	Configs: cleanup.policy=compact,retention.ms=1000"
run kafka-topics $T --describe --unavailable-partitions
gives 0 ""
run kafka-topics $T --describe --topic set --at-min-isr-partitions
gives 0 "$partition"
wrong kafka-topics 'Option "[config]" can'"'"'t be used with option "[list]"' $T --list --config a=b
wrong kafka-topics 'Option combination "[[bootstrap-server], [config]]" can'"'"'t be used with option "[alter]" (To alter topic configurations, the kafka-configs tool can be used.)' $T --alter --topic plain --partitions 3 --config a=b
run kafka-topics $T --list --delete-config x
says "delete-config option is no longer supported and deprecated since version 4.0. The config will be fully removed in future releases."
expect "exit code" 0 $code
run kafka-topics $T --delete --topic 'set|a.b'
gives 0 ""

# ---- kafka-console-producer ----
P=kafka-console-producer
wrong $P "This tool helps to read data from standard input and publish it to Kafka."
wrong $P 'Missing required argument "[topic]"' $T
run $P --topic plain
gives 1 ""
says "Error while validating the bootstrap address"
run $P --topic plain --bootstrap-server localhost
says "Please provide valid host:port like host1:9091,host2:9092"
run $P $T --topic plain --compression-codec foo
gives 1 ""
says "org.apache.kafka.common.config.ConfigException: Invalid value foo for configuration compression.type: String must be one of: none, gzip, snappy, lz4, zstd"
run $P $T --topic plain --property null.marker=,
says "org.apache.kafka.common.KafkaException: null.marker and headers.separator may not be equal"
wrong $P "Options --reader-property and --property cannot be specified together." $T --topic plain --property a=b --reader-property c=d

produce() { # produce TEXT ARG...: the text on stdin
    text=$1
    shift
    printf "$text" | $P $T "$@" >"$work/out" 2>"$work/err"
    code=$?
}
produce 'nokey\n' --topic plain --property parse.key=true
gives 1 ""
says "org.apache.kafka.common.KafkaException: No key separator found on line number 1: 'nokey'"
produce 'x\n' --topic 'x y'
gives 0 ""
says "ERROR Error when sending message to topic x y with key: null, value: 1 bytes with error: (org.apache.kafka.clients.producer.internals.ErrorLoggingCallback)"
says "org.apache.kafka.common.errors.InvalidTopicException: Invalid topics: [x y]"
produce 'x\n' --topic 'x y' --sync
gives 1 ""
says "java.util.concurrent.ExecutionException: org.apache.kafka.common.errors.InvalidTopicException: Invalid topics: [x y]"
says "Caused by: org.apache.kafka.common.errors.InvalidTopicException: Invalid topics: [x y]"
run kafka-topics $T --create --topic lines --partitions 1
produce 'h1:a,h2:b\tk3\tv3\n\tk\tNIL\n' --topic lines --reader-property parse.key=true --property parse.headers=false
expect "old and new names together" 1 $code
produce 'h1:a,h2:b\tk3\tv3\n' --topic lines --reader-property parse.key=true --reader-property parse.headers=true
gives 0 ""
silent
produce 'k\tNIL\n\n' --topic lines --property parse.key=true --property ignore.error=true --property null.marker=NIL --sync
gives 0 ""
silent
# the bound holds for what is counted as Java counts it: 82 bytes around key and value, 10 around a header
produce 'abc\n' --topic lines --producer-property max.request.size=84
gives 0 ""
says "ERROR Error when sending message to topic lines with key: null, value: 3 bytes with error: (org.apache.kafka.clients.producer.internals.ErrorLoggingCallback)"
says "org.apache.kafka.common.errors.RecordTooLargeException: The message is 85 bytes when serialized which is larger than 84, which is the value of the max.request.size configuration."
produce 'h:1\tk\tabc\n' --topic lines --producer-property max.request.size=97 --property parse.key=true --property parse.headers=true --sync
gives 1 ""
says "Caused by: org.apache.kafka.common.errors.RecordTooLargeException: The message is 98 bytes when serialized which is larger than 97, which is the value of the max.request.size configuration."
run timeout 20 sh -c "echo x | $P --topic lines --bootstrap-server 127.0.0.1:1 --max-block-ms 300"
gives 0 ""
says "org.apache.kafka.common.errors.TimeoutException: Topic lines not present in metadata after 300 ms."
for codec in none gzip snappy lz4 zstd; do
    produce "$codec\n" --topic lines --compression-codec $codec
    gives 0 ""
    silent
done
produce "bare\n" --topic lines --compression-codec --request-required-acks 1
gives 0 ""

# ---- kafka-console-consumer ----
C=kafka-console-consumer
wrong $C "This tool helps to read data from Kafka topics and outputs it to standard output."
wrong $C "Exactly one of --include/--topic is required. " $T
wrong $C 'Missing required argument "[bootstrap-server]"' --topic lines
wrong $C "The partition is required when offset is specified." $T --topic lines --offset 1
wrong $C "The provided offset value 'xx' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long." $T --topic lines --partition 0 --offset xx
wrong $C "Options from-beginning and offset cannot be specified together." $T --topic lines --partition 0 --offset 1 --from-beginning
wrong $C "Options group and partition cannot be specified together." $T --topic lines --partition 0 --group g
wrong $C "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: 'a', 'b'" $T --topic lines --group a --command-property group.id=b
run $C $T --topic lines --from-beginning --consumer-property auto.offset.reset=latest
gives 1 ""
says "Can't simultaneously specify --from-beginning and 'auto.offset.reset=latest', please remove one option"
run $C $T --topic lines --isolation-level foo
gives 1 ""
says "ERROR Unknown error when running consumer:  (org.apache.kafka.tools.consumer.ConsoleConsumer)"
says "org.apache.kafka.common.config.ConfigException: Invalid value foo for configuration isolation.level: String must be one of: read_committed, read_uncommitted"

run $C $T --topic lines --max-messages 0
gives 0 ""
says "Processed a total of 0 messages"
run $C $T --topic lines --from-beginning --max-messages 9 --formatter-property print.key=true \
    --property print.headers=true
expect "old and new names together" 1 $code
run $C $T --topic lines --from-beginning --max-messages 9 --formatter-property print.key=true \
    --formatter-property print.headers=true --formatter-property print.offset=true
gives 0 "Offset:0	h1:a,h2:b	k3	v3
Offset:1	NO_HEADERS	k	null
Offset:2	NO_HEADERS	null	
Offset:3	NO_HEADERS	null	none
Offset:4	NO_HEADERS	null	gzip
Offset:5	NO_HEADERS	null	snappy
Offset:6	NO_HEADERS	null	lz4
Offset:7	NO_HEADERS	null	zstd
Offset:8	NO_HEADERS	null	bare"
says "Processed a total of 9 messages"
run $C $T --topic lines --timeout-ms 300
gives 0 ""
says "ERROR Error processing message, terminating consumer process:  (org.apache.kafka.tools.consumer.ConsoleConsumer)"
says "org.apache.kafka.common.errors.TimeoutException"
says "Processed a total of 0 messages"
run $C $T --topic lines --partition 0 --offset 7 --max-messages 1
gives 0 zstd
run $C $T --topic lines --partition 9 --offset 0 --timeout-ms 300
gives 0 ""
run $C $T --include 'lin.*' --from-beginning --max-messages 1 --enable-systest-events
gives 0 "v3
shutdown_complete"
run $C $T --topic lines --from-beginning --max-messages 2 --skip-message-on-error \
    --value-deserializer org.apache.kafka.common.serialization.LongDeserializer
gives 0 ""
says "org.apache.kafka.common.errors.SerializationException: Size of data received by LongDeserializer is not 8"

run $C $T --topic lines --from-beginning --max-messages 2 \
    --value-deserializer org.apache.kafka.common.serialization.LongDeserializer
gives 1 ""
says "ERROR Unknown error when running consumer:  (org.apache.kafka.tools.consumer.ConsoleConsumer)"
says "Processed a total of 1 messages"
run $C $T --include '[' --max-messages 1
gives 1 ""
says "ERROR Unknown error when running consumer:  (org.apache.kafka.tools.consumer.ConsoleConsumer)"
run $C $T --include '' --max-messages 1
gives 1 ""
says "java.lang.IllegalArgumentException: Topic pattern to subscribe to cannot be empty"
run $C $T --topic '' --max-messages 1
gives 1 ""
says "java.lang.IllegalArgumentException: Topic collection to subscribe to cannot contain null or empty topic"
run $C $T --topic 'x y' --max-messages 1
gives 0 ""
says "org.apache.kafka.common.errors.InvalidTopicException: Invalid topics: [x y]"
run $C $T --topic lines --max-messages x
gives 1 ""
says "joptsimple.OptionArgumentConversionException: Cannot parse argument 'x' of option max-messages"
run timeout 20 $C --topic lines --bootstrap-server 127.0.0.1:1 --timeout-ms 300
gives 0 ""
says "org.apache.kafka.common.errors.TimeoutException"
says "Processed a total of 0 messages"
says "kafka-console-consumer: no broker answers at 127.0.0.1:1 (Connection refused). Start one with \`minibroker --listen 127.0.0.1:1\`, or name another with --bootstrap-server; still trying."

# a named group commits what was printed, and no more
for want in "v3
null" "
none"; do
    run $C $T --topic lines --group crew --from-beginning --max-messages 2
    gives 0 "$want"
done

# a stream that is closed from the start is neither read nor written by mistake
run timeout 20 sh -c "kafka-console-producer $T --topic lines <&-"
expect "exit code without stdin" 0 $code
run timeout 20 sh -c "kafka-console-consumer $T --topic lines --from-beginning >&-"
expect "exit code without stdout" 0 $code
says "Unable to write to standard out, closing consumer."

# an address that is a number is named as Java names it; a name has its number beside it
run timeout 1 kafka-topics --list --bootstrap-server 127.0.0.1:1
says "WARN [AdminClient clientId=adminclient-1] Connection to node -1 (/127.0.0.1:1) could not be established. Node may not be available. (org.apache.kafka.clients.NetworkClient)"

# whoever reads the output may go away
$C $T --topic lines --from-beginning 2>"$work/err" | head -n 1 >"$work/out"
expect "the first line" v3 "$(cat "$work/out")"
wait_for 5 "the consumer to notice" grep -q 'Unable to write to standard out, closing consumer.' "$work/err"
exit 0
