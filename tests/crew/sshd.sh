# sshd.sh: shared by the crew's tests: a second Unix user, a flight in a cache that this user may
# read, its recorder, and an sshd whose only session is `ground crew`. Source it after lib.sh; it sets
# $user, $cache, $options, send KEY VALUE, crew_terminal COLUMNS ROWS [SHELL COMMAND], shows PATTERN.
[ "$(id -u)" = 0 ] || skip "a second Unix user needs root"
need sshd ssh ssh-keygen tmux useradd

user=groundcrew$$
sshd=$(command -v sshd || echo /usr/sbin/sshd)
cache=$work/cache/demo.db
chmod 711 "$work"

remove_user() { userdel -r "$user" 2>/dev/null; groupdel "$user" 2>/dev/null; tmux -L "$user" kill-server 2>/dev/null; }
cleanup_hooks=remove_user
useradd -m -p "*" -s /bin/sh "$user" || skip "useradd cannot add a user here"

send() { # send KEY VALUE
    printf '%s:%s\n' "$1" "$2" |
        kafka-console-producer --topic kestrel --bootstrap-server "$bootstrap" \
            --property parse.key=true --property key.separator=: || fail "the producer"
}

# A flight in the cache; the recorder keeps running.
start_broker
start recorder ground record --cache "$cache" --bootstrap-server "$bootstrap" --linger 600
send KESTREL-7 '{"vel": 12.5, "alt": 1.5}'
recorded() { ground snapshot --screen fleet --cache "$cache" | grep -q KESTREL-7; }
wait_for 10 "KESTREL-7 in the cache" recorded
chgrp -R "$user" "$work/cache"

# Below the ports that the system hands out by itself.
port=$(awk 'BEGIN{srand('$$'); print 10000 + int(rand() * 20000)}')
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
AcceptEnv LINES COLUMNS
Subsystem sftp internal-sftp
ForceCommand $work/ground crew --cache $cache
EOF
cp "$work/key.pub" "$work/authorized"
cp "$BUILD_DIR/bin/ground" "$work" # the tree may be where only its owner may look
chmod 644 "$work/authorized"
start sshd "$sshd" -D -e -f "$work/sshd_config"
options="-p $port -i $work/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o BatchMode=yes -o SendEnv=LINES -o SendEnv=COLUMNS"
# shellcheck disable=SC2086
answers() { ssh $options "$user@127.0.0.1" true </dev/null; [ $? != 255 ]; }
wait_for 10 "sshd to answer" answers

# The crew's terminal: a tmux session of the given size, with a command to run before ssh.
export TMUX_TMPDIR="$work" # its socket is removed with the rest
terminal="tmux -L $user"
$terminal -f /dev/null new-session -d -s keep cat # the server outlives each terminal
crew_terminal() {
    $terminal new-session -d -s crew -x "$1" -y "$2" \
        "${3:-:}; ssh -tt $options $user@127.0.0.1; echo session over; cat"
}
close_terminal() { $terminal kill-session -t crew; }
resize() { $terminal resize-window -t crew -x "$1" -y "$2"; }
keys() { $terminal send-keys -t crew "$@"; }
screen() { $terminal capture-pane -t crew -p; }
shows() { screen | grep -Eq -- "$1"; }
row() { screen | sed -n "$1p" | grep -Eq -- "$2"; } # row NUMBER PATTERN
