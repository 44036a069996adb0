#!/bin/sh
# Popular Kafka clients, and our own tools, on the mini-broker and on an Apache Kafka: what one of them
# writes, every other one reads: keys, headers, empty and null values, four codecs; from the
# beginning, by time, in groups. A client that is not installed is skipped with a line.
. "$SOURCE_DIR/tests/lib.sh"
here=$SOURCE_DIR/tests/interop
kafka=$here/kafka.sh
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ground-control/interop
mkdir -p "$cache"

# ---- which clients are installed ----

writers=ours readers=ours timers=
take() { # take NAME: a client that writes, reads and searches by time
    writers="$writers $1" readers="$readers $1" timers="$timers $1"
}

leave_out() {
    echo "skipped: $*"
}

get_node() {
    [ -d "$cache/node/node_modules/kafkajs-snappy" ] ||
        (mkdir -p "$cache/node" && cd "$cache/node" && npm install --silent --no-audit --no-fund kafkajs@2.2.4 kafkajs-snappy@1.1.0) >"$work/npm.log" 2>&1
}

get_python() {
    [ -f "$cache/python/complete" ] ||
        { python3 -m venv "$cache/python" &&
            "$cache/python/bin/pip" install -q confluent-kafka==2.12.1 kafka-python==2.2.15 python-snappy lz4 zstandard &&
            touch "$cache/python/complete"; } >"$work/pip.log" 2>&1
}

if command -v java >/dev/null && sh "$kafka" fetch; then
    writers="$writers java" readers="$readers java"
    have_kafka=1
else
    leave_out "Java's clients, and an Apache Kafka to try the others on"
    have_kafka=0
fi
if command -v kcat >/dev/null; then take kcat; else leave_out "kcat is not installed"; fi
if command -v npm >/dev/null && get_node; then take kafkajs; else leave_out "kafkajs is not to be had"; fi
if command -v python3 >/dev/null && get_python; then take confluent && take python; else leave_out "Python's clients are not to be had"; fi

# ---- each client: write TOPIC CODEC < corpus; read TOPIC; group TOPIC GROUP COUNT; time TOPIC MS ----

bounded() { # bounded COMMAND...: kill a client that hangs, and name it
    timeout -k 5 90 "$@"
    code=$?
    [ $code -lt 124 ] || echo "$1 took more than 90 s (exit $code): $*" >>"$work/hanging.log"
    return $code
}

console() { # console ours|java TOOL ARG...
    if [ "$1" = java ]; then
        shift
        bounded sh "$kafka" tool "$@" --bootstrap-server "$server"
    else
        shift
        bounded "$@" --bootstrap-server "$server"
    fi
}

console_write() {
    console "$1" kafka-console-producer --topic "$2" --compression-codec "$3" --property null.marker=NIL \
        --property parse.key=true --property parse.headers=true
}

console_read() {
    set_of=$1
    shift
    console "$set_of" kafka-console-consumer "$@" --from-beginning --timeout-ms 20000 --property print.key=true \
        --property print.headers=true --property null.literal=NIL
}

ours_write() { console_write ours "$@"; }
ours_read() { console_read ours --topic "$1" --max-messages $lines; }
ours_group() { console_read ours --topic "$1" --group "$2" --max-messages "$3"; }
java_write() { console_write java "$@"; }
java_read() { console_read java --topic "$1" --max-messages $lines; }
java_group() { console_read java --topic "$1" --group "$2" --max-messages "$3"; }

# kcat takes one set of headers per run, and cannot write an empty value without a key.
kcat_write() {
    topic=$1 codec=$2
    while IFS= read -r line; do
        headers=${line%%	*}
        rest=${line#*	}
        key=${rest%%	*}
        value=${rest#*	}
        set -- -P -q -b "$server" -t "$topic" -z "$codec"
        [ "$key" = NIL ] || { set -- "$@" -K '|' && value="$key|$value"; }
        [ "$value" != "$key|NIL" ] || { set -- "$@" -Z && value="$key|"; }
        case $headers in
        NIL) ;;
        h:NIL) set -- "$@" -H h ;;
        *) for one in $(echo "$headers" | tr , ' '); do set -- "$@" -H "$(echo "$one" | tr : =)"; done ;;
        esac
        printf '%s\n' "$value" | bounded kcat "$@" || return 1
    done
}

# Lengths distinguish kcat's nulls (-1) from empty values; it shows a header without a value as NULL.
kcat_format='%K\t%S\t%h\t%k\t%s\n'
kcat_show() {
    awk -F '\t' -v OFS='\t' '{
        gsub("=", ":", $3); sub(":NULL$", ":NIL", $3); sub(":$", ":NIL", $3)
        print ($3 == "" ? "NO_HEADERS" : $3), ($1 < 0 ? "NIL" : $4), ($2 < 0 ? "NIL" : $5)
    }'
}

kcat_read() { bounded kcat -C -q -b "$server" -t "$1" -o beginning -c $lines -f "$kcat_format" | kcat_show; }
kcat_group() { bounded kcat -q -b "$server" -X auto.offset.reset=earliest -c "$3" -f "$kcat_format" -G "$2" "$1" 2>/dev/null | kcat_show; }
kcat_time() { bounded kcat -C -q -b "$server" -t "$1" -o "s@$2" -c 1 -f '%o\n'; }

kafkajs_run() { (cd "$cache/node" && NODE_PATH=$cache/node/node_modules KAFKAJS_NO_PARTITIONER_WARNING=1 bounded node "$here/clients.js" "$@"); }
kafkajs_write() { kafkajs_run write "$server" "$@"; }
kafkajs_read() { kafkajs_run read "$server" "$1" $lines; }
kafkajs_group() { kafkajs_run group "$server" "$@"; }
kafkajs_time() { kafkajs_run time "$server" "$@"; }

for name in confluent python; do
    eval "${name}_write() { bounded \"\$cache/python/bin/python\" \"\$here/clients.py\" $name write \"\$server\" \"\$@\"; }"
    eval "${name}_read() { bounded \"\$cache/python/bin/python\" \"\$here/clients.py\" $name read \"\$server\" \"\$1\" \$lines; }"
    eval "${name}_group() { bounded \"\$cache/python/bin/python\" \"\$here/clients.py\" $name group \"\$server\" \"\$@\"; }"
    eval "${name}_time() { bounded \"\$cache/python/bin/python\" \"\$here/clients.py\" $name time \"\$server\" \"\$@\"; }"
done

knows() { # knows CLIENT CODEC: kafkajs does not support lz4 and zstd
    case $1-$2 in kafkajs-lz4 | kafkajs-zstd) return 1 ;; esac
}

# ---- the cases ----

# The corpus is dated 2023, for the searches by time, so no broker may delete it as old.

# corpus_of WRITER: put what it can write into $work/corpus, $work/wanted and $lines
corpus_of() {
    case $1 in
    kcat) sed 2d "$here/corpus.txt" ;;
    kafkajs | python) sed 's/^h:NIL/h:x/' "$here/corpus.txt" ;; # they have no null headers
    *) cat "$here/corpus.txt" ;;
    esac >"$work/corpus"
    sed 's/^NIL	/NO_HEADERS	/' "$work/corpus" >"$work/wanted"
    lines=$(($(wc -l <"$work/wanted")))
}

# worth_reading READER CODEC WRITER: every client reads every other uncompressed; with each codec,
# every client reads ours, and ours every other.
worth_reading() {
    knows "$1" "$2" && { [ "$2" = none ] || [ "$1" = ours ] || [ "$3" = ours ]; }
}

same() { # same WHAT WANTED-FILE
    cmp -s "$2" "$work/got" && return
    diff "$2" "$work/got" | cut -c1-200
    fail "$1 ($broker)"
}

all_on() { # all_on NAME HOST:PORT
    broker=$1 server=$2 checks=0
    for writer in $writers; do
        corpus_of "$writer"
        for codec in none gzip snappy lz4 zstd; do
            knows "$writer" $codec || continue
            topic=$writer-$codec
            kafka-topics --bootstrap-server "$server" --create --topic "$topic" --partitions 1 \
                --config retention.ms=-1 >/dev/null 2>"$work/$broker-tools.log" ||
                fail "no topic $topic"
            ${writer}_write "$topic" $codec <"$work/corpus" 2>>"$work/$broker-$writer.log" || fail "$writer could not write $codec ($broker)"
            for reader in $readers; do
                worth_reading "$reader" $codec "$writer" || continue
                ${reader}_read "$topic" >"$work/got" 2>>"$work/$broker-$reader.log"
                same "$reader reads what $writer wrote with $codec" "$work/wanted"
                checks=$((checks + 1))
            done
        done
    done
    corpus_of ours
    for reader in $readers; do
        ${reader}_group ours-gzip "crew-$reader" 2 >"$work/got" 2>>"$work/$broker-$reader.log"
        head -n 2 "$work/wanted" >"$work/part"
        same "$reader reads the first two in a group" "$work/part"
        ${reader}_group ours-gzip "crew-$reader" 4 >"$work/got" 2>>"$work/$broker-$reader.log"
        tail -n 4 "$work/wanted" >"$work/part"
        same "$reader goes on where its group was" "$work/part"
        checks=$((checks + 2))
    done
    case $writers in
    *confluent*)
        for timer in $timers; do
            ${timer}_time confluent-none 1700000002500 >"$work/got" 2>>"$work/$broker-$timer.log"
            echo 3 >"$work/part"
            same "$timer finds an offset by time" "$work/part"
            checks=$((checks + 1))
        done
        ;;
    esac
    echo "$broker: $checks checks with $readers"
}

start_broker
all_on mini-broker "$bootstrap"
[ $have_kafka = 1 ] || skip "no Apache Kafka: the mini-broker's part passed"
stop_kafka() {
    sh "$kafka" stop "$work/kafka"
}
cleanup_hooks=stop_kafka
sh "$kafka" start "$work/kafka" >"$work/kafka-start.log" 2>&1 || fail "Apache Kafka did not start"
all_on apache-kafka "$(cat "$work/kafka/bootstrap")"
