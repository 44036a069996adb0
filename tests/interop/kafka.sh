#!/bin/sh
# kafka.sh: a real Apache Kafka for tests, from its Maven jars, kept outside the source tree.
#
#   kafka.sh fetch                 downloads the jars once (exits 77 with a line if it cannot)
#   kafka.sh start DIR [KEY=VALUE]...  one KRaft node on free loopback ports; data, log, pid and
#                                  `bootstrap` (HOST:PORT) in DIR; returns when it listens
#   kafka.sh stop DIR              stops it and waits until it has ended
#   kafka.sh run CLASS ARG...      runs a class of the distribution, logging as its tools do
#   kafka.sh tool NAME ARG...      runs kafka-topics, kafka-console-producer, ... by its script's name
KAFKA_VERSION=4.1.1
KAFKA_HOME=${XDG_CACHE_HOME:-$HOME/.cache}/ground-control/kafka-$KAFKA_VERSION

skip() {
    echo "skipped: $*" >&2
    exit 77
}

write_pom() {
    cat <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>ground</groupId><artifactId>kafka</artifactId><version>1</version><dependencies>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$KAFKA_VERSION</version></dependency>
<dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$KAFKA_VERSION</version></dependency>
<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
</dependencies></project>
POM
}

# The distribution logs its tools at WARN to stderr with this pattern.
write_log4j() {
    cat <<LOG
status = error
appender.stderr.type = Console
appender.stderr.name = STDERR
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = [%d] %p %m (%c)%n
rootLogger.level = warn
rootLogger.appenderRef.stderr.ref = STDERR
LOG
}

fetch() {
    command -v java >/dev/null || skip "no java: Apache Kafka cannot run here"
    [ -f "$KAFKA_HOME/complete" ] && return
    command -v mvn >/dev/null || skip "no mvn: Apache Kafka's jars cannot be fetched"
    mkdir -p "$KAFKA_HOME" && write_pom >"$KAFKA_HOME/pom.xml" && write_log4j >"$KAFKA_HOME/log4j2.properties" &&
        (cd "$KAFKA_HOME" && mvn -q -B dependency:copy-dependencies -DoutputDirectory=libs) >&2 ||
        skip "Maven cannot fetch Apache Kafka $KAFKA_VERSION"
    archive_classes
    touch "$KAFKA_HOME/complete"
}

# A shared archive of the tools' classes cuts each later run to two thirds of the time.
archive_classes() {
    java "-XX:ArchiveClassesAtExit=$KAFKA_HOME/tools.jsa" \
        "-Dlog4j2.configurationFile=$KAFKA_HOME/log4j2.properties" -cp "$KAFKA_HOME/libs/*" \
        org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server 127.0.0.1:1 --topic none \
        --timeout-ms 500 >/dev/null 2>&1
}

java_run() { # java_run HEAP CLASS ARG...
    heap=$1
    shift
    [ ! -f "$KAFKA_HOME/tools.jsa" ] || set -- "-XX:SharedArchiveFile=$KAFKA_HOME/tools.jsa" "$@"
    exec java "-Xmx$heap" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC \
        "-Dlog4j2.configurationFile=$KAFKA_HOME/log4j2.properties" -cp "$KAFKA_HOME/libs/*" "$@"
}

random_port() {
    echo $((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
}

write_properties() { # write_properties DIR PORT CONTROLLER-PORT [KEY=VALUE]...
    dir=$1 port=$2 controller=$3
    shift 3
    cat <<PROPERTIES
process.roles=broker,controller
node.id=1
controller.quorum.bootstrap.servers=127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$dir/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
PROPERTIES
    for pair; do
        echo "$pair"
    done
}

await_listening() { # await_listening DIR: 0 once the broker says it has started, 1 if it died
    dir=$1 tries=0
    while ! grep -q 'Kafka Server started' "$dir/server.log" 2>/dev/null; do
        kill -0 "$(cat "$dir/pid")" 2>/dev/null || return 1
        tries=$((tries + 1))
        [ $tries -lt 600 ] || return 1
        sleep 0.1
    done
}

start() {
    fetch
    dir=$1
    shift
    mkdir -p "$dir"
    sed 's/level = warn/level = info/' "$KAFKA_HOME/log4j2.properties" >"$dir/log4j2.properties"
    for attempt in 1 2 3; do
        port=$(random_port)
        rm -rf "$dir/data"
        write_properties "$dir" "$port" $((port + 12000)) "$@" >"$dir/server.properties"
        id=$(java_run 256M kafka.tools.StorageTool random-uuid)
        (java_run 256M kafka.tools.StorageTool format -t "$id" -c "$dir/server.properties" --standalone) \
            >"$dir/format.log" 2>&1 || { cat "$dir/format.log" >&2; return 1; }
        java -Xmx512M -XX:TieredStopAtLevel=1 "-Dlog4j2.configurationFile=$dir/log4j2.properties" \
            -cp "$KAFKA_HOME/libs/*" kafka.Kafka "$dir/server.properties" >"$dir/server.log" 2>&1 &
        echo $! >"$dir/pid"
        if await_listening "$dir"; then
            echo "127.0.0.1:$port" >"$dir/bootstrap"
            return 0
        fi
    done
    tail -20 "$dir/server.log" >&2
    return 1
}

stop() {
    pid=$(cat "$1/pid" 2>/dev/null) || return 0
    kill "$pid" 2>/dev/null
    tries=0
    while kill -0 "$pid" 2>/dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 200 ] || kill -9 "$pid" 2>/dev/null
        sleep 0.05
    done
    rm -f "$1/pid"
}

tool() {
    name=${1%.sh}
    shift
    case $name in
    kafka-topics) java_run 256M org.apache.kafka.tools.TopicCommand "$@" ;;
    kafka-console-producer) java_run 512M org.apache.kafka.tools.ConsoleProducer "$@" ;;
    kafka-console-consumer) java_run 512M org.apache.kafka.tools.consumer.ConsoleConsumer "$@" ;;
    kafka-consumer-groups) java_run 256M org.apache.kafka.tools.consumer.group.ConsumerGroupCommand "$@" ;;
    kafka-get-offsets) java_run 256M org.apache.kafka.tools.GetOffsetShell "$@" ;;
    kafka-configs) java_run 256M kafka.admin.ConfigCommand "$@" ;;
    kafka-dump-log) java_run 256M kafka.tools.DumpLogSegments "$@" ;;
    *) echo "kafka.sh: no tool named $name" >&2; exit 2 ;;
    esac
}

command=$1
[ $# -gt 0 ] && shift
case $command in
fetch | start | stop) "$command" "$@" ;;
run) fetch && java_run 512M "$@" ;;
tool) fetch && tool "$@" ;;
*) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
