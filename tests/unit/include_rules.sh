#!/bin/sh
# Holds every #include "..." of src/, store/ and ui/ against who may include whom (ARCHITECTURE.md),
# and checks that rdkafka.h, ncurses and SQLite stay in the files that own them.
cd "${SOURCE_DIR:?}" || exit 1

rules='
base: base
batch: base batch
wire: base batch wire
log: base batch log
broker: base batch wire log broker
client: base batch wire client
schema: base schema
expr: base expr
flight: base batch expr schema flight
mission: base expr flight mission
store: base schema store
recorder: base client schema flight store recorder
playhead: base schema flight store playhead
ui: base flight store playhead ui
source: base client flight source
export: base schema flight store recorder source export
sql: base flight store source export sql
sim: base sim
tools: base batch wire client schema tools
cmd: base batch wire log broker client schema flight mission store recorder playhead ui source export sql sim tools cmd
'
bad=0
for file in $(find src store ui -name '*.[ch]' | sort); do
    case $file in
    src/*) layer=${file#src/}; layer=${layer%%/*} ;;
    *) layer=${file%%/*} ;;
    esac
    allowed=$(printf '%s' "$rules" | sed -n "s/^$layer: //p")
    [ -n "$allowed" ] || { echo "$file: layer '$layer' has no rule"; bad=1; continue; }
    for target in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
        case " $allowed " in
        *" $target "*) ;;
        *) echo "$file: $layer must not include $target/"; bad=1 ;;
        esac
    done
done

only() { # only HEADER FILE-PATTERN...: the header is included nowhere else
    header=$1
    shift
    for file in $(grep -rlE "#include <($header)>" src store ui); do
        ok=0
        for pattern in "$@"; do
            case $file in $pattern) ok=1 ;; esac
        done
        [ $ok = 1 ] || { echo "$file: only $* may include <$header>"; bad=1; }
    done
}
only 'librdkafka/rdkafka\.h' 'src/client/*'
only 'curses\.h|ncurses\.h|ncursesw/.*|term\.h' 'ui/tty.c'
only 'curl/.*' 'src/schema/registry_fetch.c'
only 'libfyaml\.h' 'src/mission/yaml.c'
only 'sqlite3\.h' 'src/base/db*' 'store/*' 'src/broker/*' 'src/sql/*'
exit $bad
