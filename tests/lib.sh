# lib.sh: what the shell tests share. Sourced with SOURCE_DIR and BUILD_DIR set.
# Everything is made below $work, and everything that was started is ended when the test ends.
set -u
PATH=$BUILD_DIR/bin:$PATH
export PATH
work=$(mktemp -d "${TMPDIR:-/tmp}/ground-test-XXXXXX")
started=
cleanup_hooks=

cleanup() {
    status=$?
    trap '' EXIT INT TERM
    for hook in $cleanup_hooks; do $hook; done
    for pid in $started; do kill "$pid" 2>/dev/null; done
    for pid in $started; do wait "$pid" 2>/dev/null; done
    [ $status = 0 ] || [ $status = 77 ] || show_logs
    rm -rf "$work"
    exit $status
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

show_logs() {
    for log in "$work"/*.log; do
        [ -s "$log" ] && { echo "--- $log"; tail -n 30 "$log"; }
    done
}

skip() { # skip REASON: the test cannot run here
    echo "skipped: $*"
    exit 77
}

fail() {
    echo "FAILED: $*"
    exit 1
}

need() { # need PROGRAM...
    for program in "$@"; do
        command -v "$program" >/dev/null || [ -x "/usr/sbin/$program" ] || skip "$program is not installed"
    done
}

# wait_for SECONDS WHAT COMMAND...: until COMMAND succeeds, or the test fails naming WHAT.
wait_for() {
    tries=$(($1 * 20))
    what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "waited in vain for $what"
        sleep 0.05
    done
}

start() { # start NAME COMMAND...: in the background, output to $work/NAME.log; its pid in $!
    name=$1
    shift
    "$@" </dev/null >>"$work/$name.log" 2>&1 &
    started="$started $!"
}

start_broker() { # sets $broker_pid and $bootstrap
    rm -f "$work/port"
    start broker minibroker --data-dir "$work/broker" --listen "127.0.0.1:${1:-0}" --port-file "$work/port"
    broker_pid=$!
    wait_for 10 "the mini-broker to listen" test -s "$work/port"
    bootstrap=$(cat "$work/port")
}

expect() { # expect WHAT WANTED GOT
    [ "$2" = "$3" ] || fail "$1: wanted \"$2\", got \"$3\""
}

expect_in() { # expect_in WHAT PATTERN FILE: an extended regular expression in a file
    grep -Eq -- "$2" "$3" || { cat "$3"; fail "$1: no /$2/"; }
}
