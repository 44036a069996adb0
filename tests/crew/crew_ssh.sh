#!/bin/sh
# A remote crew through a real sshd, as a second Unix user who may only read the cache:
# ForceCommand opens the read-only session; nothing else can be run, copied or forwarded.
. "$SOURCE_DIR/tests/lib.sh"
. "$SOURCE_DIR/tests/crew/sshd.sh"

crew_terminal 80 24
# The crew sees the screen.
wait_for 10 "the crew's screen" shows 'crew'
wait_for 10 "the rocket on it" shows 'KESTREL-7'
# It cannot change anything.
keys a
wait_for 5 "the refusal" shows 'read-only: crew session'
# It sees new messages.
send KESTREL-8 '{"vel": 1}'
wait_for 5 "the next rocket" shows 'KESTREL-8'

# Nothing else runs: a command, a shell, sftp, a forwarding.
# shellcheck disable=SC2086
ssh $options "$user@127.0.0.1" 'id; touch /tmp/ground-crew-was-here' </dev/null >"$work/exec.log" 2>&1
grep -q 'uid=' "$work/exec.log" && fail "a command ran"
[ ! -e /tmp/ground-crew-was-here ] || fail "a command ran"
# shellcheck disable=SC2086
echo "pwd" | sftp -P "$port" -i "$work/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes \
    -q "$user@127.0.0.1" >"$work/sftp.log" 2>&1 && fail "sftp worked"
# The user cannot write the cache.
su "$user" -s /bin/sh -c "test -w '$cache'" && fail "the crew may write the cache"

# When the connection is lost, the session ends at once: no process of the user stays.
pid=$(pgrep -u "$user" -f 'ground crew') || fail "no crew process"
close_terminal
gone() { ! kill -0 $pid; }
wait_for 2 "the session to end with its line" gone
exit 0
