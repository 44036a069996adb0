#!/bin/sh
# A remote crew through a real sshd, as a second Unix user who may read the cache and nothing else:
# ForceCommand opens the read-only session; nothing else can be run, copied or forwarded.
. "$SOURCE_DIR/tests/lib.sh"
[ "$(id -u)" = 0 ] || skip "a second Unix user needs root"
need sshd ssh ssh-keygen tmux useradd

user=groundcrew$$
sshd=$(command -v sshd || echo /usr/sbin/sshd)
cache=$work/cache/demo.db
chmod 711 "$work"

remove_user() { userdel -r "$user" 2>/dev/null; groupdel "$user" 2>/dev/null; tmux -L "$user" kill-server 2>/dev/null; }
cleanup_hooks=remove_user
useradd -m -p "*" -s /bin/sh "$user" || skip "useradd cannot make a user here"

# A flight in the cache, the recorder still running.
start_broker
start recorder ground record --cache "$cache" --bootstrap-server "$bootstrap" --linger 600
printf 'KESTREL-7:{"vel": 12.5, "alt": 1.5}\n' |
    kafka-console-producer --topic kestrel --bootstrap-server "$bootstrap" \
        --property parse.key=true --property key.separator=: || fail "the producer"
recorded() { ground snapshot --screen fleet --cache "$cache" | grep -q KESTREL-7; }
wait_for 10 "KESTREL-7 in the cache" recorded
chgrp -R "$user" "$work/cache"

port=$(awk 'BEGIN{srand('$$'); print 20000 + int(rand() * 20000)}')
ssh-keygen -q -t ed25519 -N '' -f "$work/host"
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
mkdir -p /run/sshd
cat >"$work/sshd_config" <<EOF
Port $port
ListenAddress 127.0.0.1
HostKey $work/host
PidFile none
UsePAM no
StrictModes no
AuthorizedKeysFile $work/authorized
PasswordAuthentication no
PermitUserRC no
DisableForwarding yes
Subsystem sftp internal-sftp
ForceCommand $BUILD_DIR/bin/ground crew --cache $cache
EOF
cp "$work/key.pub" "$work/authorized"
chmod 644 "$work/authorized"
start sshd "$sshd" -D -e -f "$work/sshd_config"
options="-p $port -i $work/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o BatchMode=yes"
# shellcheck disable=SC2086
answers() { ssh $options "$user@127.0.0.1" true </dev/null; [ $? != 255 ]; }
wait_for 10 "sshd to answer" answers

screen() { tmux -L "$user" capture-pane -p; }
shows() { screen | grep -Eq -- "$1"; }
tmux -L "$user" -f /dev/null new-session -d -x 80 -y 24 "ssh -tt $options $user@127.0.0.1; echo session over; cat"

# It looks.
wait_for 10 "the crew's screen" shows 'crew'
wait_for 10 "the rocket on it" shows 'KESTREL-7'
# It does not touch.
tmux -L "$user" send-keys a
wait_for 5 "the refusal" shows 'read-only: crew session'
# It sees what comes.
printf 'KESTREL-8:{"vel": 1}\n' |
    kafka-console-producer --topic kestrel --bootstrap-server "$bootstrap" \
        --property parse.key=true --property key.separator=:
wait_for 5 "the next rocket" shows 'KESTREL-8'

# Nothing else runs: a command, a shell, sftp, a forwarding.
# shellcheck disable=SC2086
ssh $options "$user@127.0.0.1" 'id; touch /tmp/ground-crew-was-here' </dev/null >"$work/exec.log" 2>&1
grep -q 'uid=' "$work/exec.log" && fail "a command ran"
[ ! -e /tmp/ground-crew-was-here ] || fail "a command ran"
# shellcheck disable=SC2086
echo "pwd" | sftp -P "$port" -i "$work/key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o BatchMode=yes \
    -q "$user@127.0.0.1" >"$work/sftp.log" 2>&1 && fail "sftp worked"
# What this user owns of the cache is nothing, and nothing of it can be written.
su "$user" -s /bin/sh -c "test -w '$cache'" && fail "the crew may write the cache"

# A lost line ends the session at once: no process of the user stays.
pid=$(pgrep -u "$user" -f 'ground crew') || fail "no crew process"
tmux -L "$user" kill-server
gone() { ! kill -0 $pid; }
wait_for 2 "the session to end with its line" gone
exit 0
