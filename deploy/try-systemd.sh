#!/bin/sh
# Installs edgeassist in a real systemd on a throw-away overlay of this machine (tests/deploy/realsystemd.sh) and tries
# what an operator relies on; prints a table, exit 1 where something failed. As root, on a Debian with systemd-container.
#   sh deploy/try-systemd.sh [--keep] [--suite SUITE] [PART...]   parts: install unit release remove package; default: all
# Python packages come from build/wheels alone (sh deploy/deb.sh fills it); there is no network in there. With --suite it
# is another release of Debian that is booted (sh deploy/suite.sh SUITE makes it).
set -u
cd "$(dirname "$0")/.." || exit 2
here=$PWD
export REALSYSTEMD_DIR="${TMPDIR:-/tmp}/edgeassist-trial"
boot=$here/tests/deploy/realsystemd.sh
keep="" parts="" failed=0 count=0 made=$here/build
while [ $# -gt 0 ]; do
    case "$1" in
    --keep) keep=yes ;;
    --suite)
        export REALSYSTEMD_LOWER="$here/build/${2:-}"
        made=$REALSYSTEMD_LOWER/srv
        shift
        ;;
    install | unit | release | remove | package) parts="$parts $1" ;;
    *) sed -n '4s/^#   /usage: /p' "$0" >&2 && exit 2 ;;
    esac
    shift
done
parts=${parts:-install unit release remove package}

inside() {
    bash "$boot" sh env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 "$@"
}
shell() { inside sh -c "cd /srv/edgeassist && $1"; }

# try NAME COMMANDS: runs shell commands in there; they pass with exit code 0
try() {
    count=$((count + 1))
    began=$(date +%s%N)
    if shell "$2" >"$log" 2>&1; then word=passed; else word=FAILED failed=$((failed + 1)); fi
    printf '%-7s %6.1f s  %s\n' "$word" "$(echo "$(date +%s%N) $began" | awk '{ print ($1 - $2) / 1e9 }')" "$1"
    [ $word = passed ] || tail -n 25 "$log" | sed 's/^/          | /'
}

# waits CONDITION SECONDS, as a command in there
waits='waits() { for _ in $(seq "$(($2 * 10))"); do eval "$1" && return 0; sleep 0.1; done; echo "not within $2 s: $1"; return 1; };
pid() { systemctl show -P MainPID edgeassist; }; state() { systemctl is-active edgeassist; };
current() { basename "$(readlink /opt/edgeassist/current)"; };
ask() { edgeassist ask "what time is it"; }; '
# another VERSION [SED-COMMAND FILE]: the tree as a later version of itself
another() { echo "sed -i 's/^__version__.*/__version__ = \"$1\"/' edgeassist/__init__.py"; }

part_install() {
    try "dry run: tells every step and changes nothing" '
        sh deploy/install.sh --dry-run >/tmp/dry && grep -q "edgeassist.service" /tmp/dry && grep -q mosquitto /tmp/dry &&
        [ ! -e /opt/edgeassist ] && [ ! -e /etc/edgeassist ] && [ ! -e /etc/systemd/system/edgeassist.service ]'
    try "install: packages, user, release, broker, unit; runs" "$waits"'
        sh deploy/install.sh --yes && [ "$(state)" = active ] && cat /tmp/dry'
    try "the broker asks for a password, and the assistant has it" "$waits"'
        ! mosquitto_pub -t x -m x && waits "systemctl status edgeassist | grep -q \"connected\"" 10 &&
        [ "$(stat -c "%a %U" /etc/credstore/edgeassist.mqtt.password)" = "600 root" ] && edgeassist config show | grep -q "mqtt.username *edgeassist"'
    try "a turn, as root by the command, answered by the service" "$waits"'
        ask && waits "journalctl -u edgeassist -o cat | grep -q \"turn .* mqtt: done\"" 10'
    try "install again: nothing is made anew, everything runs" "$waits"'
        before=$(ls -la --time-style=full-iso /opt/edgeassist/releases) &&
        sh deploy/install.sh --yes && [ "$before" = "$(ls -la --time-style=full-iso /opt/edgeassist/releases)" ] && [ "$(state)" = active ]'
    try "a damaged release is made anew by installing it again" "$waits"'
        truncate -s 1M "$(find /opt/edgeassist/current/lib -path "*share/models/edge-slm.gguf")" && ! edgeassist doctor --only models &&
        sh deploy/install.sh --yes && edgeassist doctor --only models && [ "$(state)" = active ] && ask'
}

part_unit() {
    try "exposure at most 1.5 (systemd-analyze security)" '
        for unit in edgeassist.service edgeassist-models@x.service; do systemd-analyze security --no-pager $unit | grep exposure; done |
        tee /dev/stderr | awk "{ if (\$(NF-2) > 1.5) exit 1 }"'
    try "systemd-analyze verify has nothing to say" '
        [ -z "$(systemd-analyze verify --man=no /etc/systemd/system/edgeassist.service /etc/systemd/system/edgeassist-models@.service 2>&1 | tee /dev/stderr)" ]'
    try "kill -9: runs again within 20 s, and answers" "$waits"'
        old=$(pid) && kill -9 $old && waits "[ \$(state) = active ] && [ \$(pid) != $old ]" 20 && ask'
    try "SIGSTOP: the watchdog ends it and it runs again" "$waits"'
        mkdir -p /run/systemd/system/edgeassist.service.d && printf "[Service]\nWatchdogSec=4\n" >/run/systemd/system/edgeassist.service.d/try.conf &&
        systemctl daemon-reload && systemctl restart edgeassist && old=$(pid) && kill -STOP $old &&
        waits "[ \$(state) = active ] && [ \$(pid) != $old ]" 25 && journalctl -u edgeassist -o cat | grep -i "watchdog timeout"'
    try "it keeps running for three times the watchdog's period" "$waits"'
        old=$(pid) && sleep 12 && [ "$(pid)" = "$old" ] && rm -r /run/systemd/system/edgeassist.service.d && systemctl daemon-reload'
    try "SIGHUP (systemctl reload): reads the house again" "$waits"'
        old=$(pid) && cp configs/demo-home.json /etc/edgeassist/home.json && chmod 644 /etc/edgeassist/home.json &&
        sed -i "s|^#home = .*|home = \"/etc/edgeassist/home.json\"|" /etc/edgeassist/edgeassist.toml && systemctl reload edgeassist &&
        waits "systemctl status edgeassist | grep -q \"17 devices\"" 20 && [ "$(pid)" = "$old" ]'
    try "stop: within 5 s, and gone" "$waits"'
        began=$(date +%s%N) && systemctl stop edgeassist && took=$((($(date +%s%N) - began) / 1000000)) && echo "$took ms" &&
        [ $took -lt 5000 ] && [ "$(systemctl show -P Result edgeassist)" = success ] && systemctl start edgeassist'
    try "wrong settings: exit 78, said, and not started again" "$waits"'
        cp /etc/edgeassist/edgeassist.toml /tmp/good.toml && echo "nods = 1" | cat - /tmp/good.toml >/etc/edgeassist/edgeassist.toml
        systemctl restart edgeassist; sleep 4; systemctl show -P ExecMainStatus -P NRestarts -P ActiveState edgeassist | tr "\n" " " | tee /dev/stderr | grep -x "0 78 failed " &&
        journalctl -u edgeassist -n 30 -o cat | grep "did you mean" ; said=$?
        cp /tmp/good.toml /etc/edgeassist/edgeassist.toml && systemctl restart edgeassist && [ $said = 0 ]'
    try "a process that falls again and again is given up (StartLimit)" "$waits"'
        mkdir -p /run/systemd/system/edgeassist.service.d && printf "[Unit]\nStartLimitBurst=2\n[Service]\nRestartSec=100ms\n" >/run/systemd/system/edgeassist.service.d/try.conf &&
        systemctl daemon-reload && systemctl reset-failed edgeassist && systemctl restart edgeassist && kill -9 $(pid) && waits "[ \$(state) = active ]" 15 && sleep 1 && kill -9 $(pid) &&
        waits "[ \$(state) = failed ]" 15; end=$?; systemctl status edgeassist --no-pager -n 3
        rm -r /run/systemd/system/edgeassist.service.d && systemctl daemon-reload && systemctl reset-failed edgeassist && systemctl start edgeassist && [ $end = 0 ]'
    try "nothing leaves the house: a public address is refused from inside the unit, 127.0.0.1 is not" '
        ip addr add 203.0.113.7/32 dev lo 2>/dev/null; systemd-run -q --unit=listener python3 -m http.server 8099 2>/dev/null; sleep 1
        connect() { /usr/bin/python3 -c "import socket, sys; socket.create_connection((sys.argv[1], 8099), 2)" $1; }
        connect 203.0.113.7 && echo "reachable outside" || exit 1
        sh -c "echo \$\$ >/sys/fs/cgroup/system.slice/edgeassist.service/cgroup.procs && exec /usr/bin/python3 -c \"
import socket
socket.create_connection((\\\"127.0.0.1\\\", 8099), 2)
try:
    socket.create_connection((\\\"203.0.113.7\\\", 8099), 2)
except OSError as error:
    print(error)
else:
    raise SystemExit(\\\"reached it\\\")
\""'
    try "recorded speech is understood under the service's own rules" '
        sed -e "/^Restart/d; /^Watchdog/d; /^ExecReload/d; s/^Type=.*/Type=oneshot/" \
            -e "s|^ExecStart=.*|ExecStart=/opt/edgeassist/current/bin/edgeassist hear --home /srv/edgeassist/configs/demo-home.json --sentences /srv/edgeassist/tests/coffee --out /var/lib/edgeassist/heard /var/lib/edgeassist/clips|" \
            /etc/systemd/system/edgeassist.service >/run/systemd/system/edgeassist-hear.service && systemctl daemon-reload &&
        for clip in tests/coffee/*.flac; do echo "{\"id\": 1, \"wav\": \"/srv/edgeassist/$clip\"}"; done >/var/lib/edgeassist/clips && chmod 644 /var/lib/edgeassist/clips &&
        systemctl start edgeassist-hear; journalctl -u edgeassist-hear -o cat; cat /var/lib/edgeassist/heard
        clips=$(wc -l </var/lib/edgeassist/clips) orders=$(grep -c orderDrink /var/lib/edgeassist/heard)
        rm /run/systemd/system/edgeassist-hear.service /var/lib/edgeassist/clips /var/lib/edgeassist/heard; systemctl daemon-reload
        echo "$orders of $clips"; [ "$orders" -ge $((clips - 1)) ]'
    try "doctor: tries the service's own rules, and they hold" '
        for address in 192.0.2.1/32 2001:db8::1/128; do ip addr add $address dev lo 2>/dev/null; done
        edgeassist doctor --only egress --only unit | tee /tmp/said && [ "$(grep -c "tried to reach out, and was refused" /tmp/said)" = 2 ]'
    try "doctor: finds a unit that was opened, and what it names closes it again" "$waits"'
        mkdir -p /etc/systemd/system/edgeassist.service.d && printf "[Service]\nIPAddressDeny=\nNoNewPrivileges=no\n" >/etc/systemd/system/edgeassist.service.d/override.conf &&
        systemctl daemon-reload && ! edgeassist doctor --only egress --only unit --json >/tmp/said &&
        /usr/bin/python3 -c "
import json
found = [each for part in json.load(open(\"/tmp/said\"))[\"parts\"].values() for each in part if each[\"verdict\"] == \"bad\"]
assert {\"IPv4\", \"IPv6\", \"network\", \"NoNewPrivileges\"} == {each[\"name\"] for each in found}, found
print(found[0][\"cure\"])" | sed "s/sudo //g" | tee /dev/stderr | sh && waits "ask" 20 && edgeassist doctor --only egress --only unit'
    try "logs: by turn, slow ones, and as they come; every line of a turn has its id" "$waits"'
        edgeassist logs -f -n 0 >/tmp/followed 2>&1 & follows=$!; sleep 2; edgeassist ask "unlock the front door"; edgeassist ask yes
        waits "grep -q \"failed .*unlock lock.front_door\" /tmp/followed" 30; seen=$?; kill $follows; cat /tmp/followed; [ $seen = 0 ] || exit 1
        turn=$(edgeassist logs --slow 500 -n 1 | awk "{ print \$NF }") && edgeassist logs --turn "$turn" | tee /tmp/said &&
        grep -q "policy: unlock" /tmp/said && grep -q "$turn" /tmp/said && [ "$(wc -l </tmp/said)" -ge 2 ] && [ "$(edgeassist logs --slow 60000 2>/dev/null | wc -l)" = 0 ]'
    try "top: the live screen is installed, and shows the service" '
        edgeassist top --once | tee /tmp/said && grep -q "edgeassist  idle" /tmp/said && grep -q "Front Door" /tmp/said &&
        { timeout 5 script -qec "stty rows 24 cols 80; edgeassist top" /dev/null </dev/null >/tmp/screen 2>&1; grep -q "alerts and timers" /tmp/screen; }'
    try "models: fetched by the unit that may reach out, whole, listed, checked, removed" "$waits"'
        mkdir -p /srv/mirror/Systran/faster-whisper-tiny.en/resolve/main && cd /srv/mirror/Systran/faster-whisper-tiny.en/resolve/main &&
        for part in config.json tokenizer.json vocabulary.txt; do echo "{}" >$part; done && truncate -s 75M model.bin &&
        systemd-run -q --unit=mirror --working-directory=/srv/mirror python3 -m http.server 8098 --bind 203.0.113.7 && sleep 1
        cp /etc/edgeassist/edgeassist.toml /tmp/good.toml && sed -i "s|^#* *hub = .*|hub = \"http://203.0.113.7:8098\"|" /etc/edgeassist/edgeassist.toml &&
        systemctl start edgeassist-models@whisper-tiny.en && journalctl -u edgeassist-models@whisper-tiny.en -o cat | grep "installed, /var/lib/edgeassist" &&
        edgeassist models verify && ! edgeassist models use whisper-tiny.en && edgeassist models rm whisper-tiny.en; end=$?
        cp /tmp/good.toml /etc/edgeassist/edgeassist.toml; systemctl start edgeassist-models@nothing
        [ $end = 0 ] && [ "$(systemctl show -P Result edgeassist-models@nothing)" = exit-code ] &&
        journalctl -u edgeassist-models@nothing -o cat | grep "not in the catalogue"'
}

part_release() {
    try "update: a new version beside the old one, taken over in one step" "$waits"'
        old=$(current) && '"$(another 0.1.1)"' && sh deploy/install.sh --yes && [ "$(current)" != "$old" ] && edgeassist --version | grep 0.1.1 &&
        [ "$(basename "$(readlink /opt/edgeassist/previous)")" = "$old" ] && [ "$(state)" = active ] && ask'
    try "a version that does not do its work is never switched to" "$waits"'
        old=$(current) run=$(pid) && '"$(another 0.1.2)"' && cp edgeassist/cli/batch.py /tmp/ && echo "raise RuntimeError(1)" >>edgeassist/cli/batch.py
        sh deploy/install.sh --yes >/tmp/said 2>&1; code=$?; cp /tmp/batch.py edgeassist/cli/batch.py; cat /tmp/said
        [ $code = 1 ] && grep -q "does not pass" /tmp/said && [ "$(current)" = "$old" ] && [ "$(pid)" = "$run" ]'
    try "a version that does not start: the one before runs on" "$waits"'
        old=$(current) && '"$(another 0.1.3)"' && cp edgeassist/daemon.py /tmp/ && sed -i "s/^DRAIN_S = .*/DRAIN_S = 1.5; sys.exit(1)/" edgeassist/daemon.py
        sh deploy/install.sh --yes >/tmp/said 2>&1; code=$?; cp /tmp/daemon.py edgeassist/daemon.py; cat /tmp/said
        [ $code = 1 ] && grep -q "did not become ready" /tmp/said && [ "$(current)" = "$old" ] && [ "$(state)" = active ] && ask'
    try "a version with another form of state, and back: state as it was" "$waits"'
        old=$(current) && edgeassist lists add shopping milk; '"$(another 0.1.4)"' && sed -i "/^_MIGRATIONS = (/,/^)/ s/^)/    \"CREATE TABLE of_later (x);\",\n)/" edgeassist/state.py &&
        sh deploy/install.sh --yes && new=$(current) && sh /opt/edgeassist/current/deploy/install.sh --rollback && [ "$(current)" = "$old" ] &&
        [ "$(state)" = active ] && edgeassist --version | grep 0.1.1 && ! ls /var/lib/edgeassist/*damaged* 2>/dev/null && ls /var/lib/edgeassist && edgeassist lists | grep -i shopping'
    try "rollback once more goes forth" "$waits"'
        sh /opt/edgeassist/current/deploy/install.sh --rollback && edgeassist --version | grep 0.1.4 && [ "$(state)" = active ]'
}

part_remove() {
    try "uninstall: settings and state stay" '
        sh deploy/install.sh --uninstall --yes && [ ! -e /opt/edgeassist ] && [ -e /etc/edgeassist/edgeassist.toml ] && [ -e /var/lib/edgeassist/state.db ] &&
        ! systemctl cat edgeassist 2>/dev/null && [ ! -e /usr/local/bin/edgeassist ]'
    try "uninstall --purge: nothing stays" '
        sh deploy/install.sh --uninstall --purge --yes && [ ! -e /etc/edgeassist ] && [ ! -e /var/lib/edgeassist ] && [ ! -e /var/cache/edgeassist ] &&
        ! getent passwd edgeassist && ! ls /etc/credstore/edgeassist.* 2>/dev/null'
}

part_package() {
    cp "$made"/edgeassist_*_"$(dpkg --print-architecture)".deb "$root/srv/edgeassist.deb" || { failed=$((failed + 1)) && return; }
    try "package: installed by dpkg without a network; runs" "$waits"'
        rm -f /etc/mosquitto/conf.d/edgeassist.conf && apt-get install -y -qq mosquitto && systemctl restart mosquitto && dpkg -i /srv/edgeassist.deb && [ "$(state)" = active ] &&
        waits "systemctl status edgeassist | grep -q connected" 10 && ask && [ "$(dpkg-query -W -f="\${Status}" edgeassist)" = "install ok installed" ]'
    try "package: install.sh does not get in its way" '! sh deploy/install.sh --yes && [ ! -e /etc/systemd/system/edgeassist.service ]'
    try "package: an update beside it, settings kept, and back" "$waits"'
        old=$(current) && echo "# mine" >>/etc/edgeassist/edgeassist.toml && rm -rf /srv/deb && dpkg-deb -R /srv/edgeassist.deb /srv/deb && '"$(another 0.2.0)"' &&
        rm /srv/deb/usr/lib/edgeassist/wheels/edgeassist-*.whl && /opt/edgeassist/current/bin/python -m pip wheel -q --no-deps --no-index \
        --find-links /var/cache/wheels -w /srv/deb/usr/lib/edgeassist/wheels . && sed -i "s/0\.1\.0/0.2.0/g" /srv/deb/usr/lib/edgeassist/release /srv/deb/DEBIAN/control &&
        dpkg-deb -Znone -b /srv/deb /srv/later.deb && dpkg -i /srv/later.deb && edgeassist --version | grep 0.2.0 && [ "$(state)" = active ] && ask &&
        grep -q mine /etc/edgeassist/edgeassist.toml && sh /usr/lib/edgeassist/deploy/install.sh --rollback && [ "$(current)" = "$old" ] && [ "$(state)" = active ]'
    try "package: removed, settings and state stay" '
        dpkg -r edgeassist && [ ! -e /opt/edgeassist ] && [ -e /etc/edgeassist/edgeassist.toml ] && [ -e /var/lib/edgeassist ] && ! systemctl cat edgeassist 2>/dev/null'
    try "package: purged, nothing stays" 'dpkg -P edgeassist && [ ! -e /etc/edgeassist ] && [ ! -e /var/lib/edgeassist ] && ! getent passwd edgeassist'
}

ready() {
    [ "$(id -u)" = 0 ] || { echo "needs root" >&2 && return 1; }
    command -v systemd-nspawn >/dev/null || { echo "needs systemd-nspawn: apt install systemd-container" >&2 && return 1; }
    ls "$made"/wheels/llama_cpp_python-*.whl >/dev/null 2>&1 ||
        { echo "no wheels in $made yet: sh deploy/deb.sh, or for another release: sh deploy/suite.sh SUITE" >&2 && return 1; }
}

# prepare: boots it, with this tree, the wheels, and a broker that apt can add without a network
prepare() {
    bash "$boot" up >/dev/null || exit 2
    mkdir -p "$root/srv/edgeassist" "$root/var/cache/edgeassist"
    for part in edgeassist configs models deploy pyproject.toml README.md LICENSE; do cp -R "$part" "$root/srv/edgeassist/"; done
    mkdir "$root/srv/edgeassist/tests" && cp -R tests/data/coffee "$root/srv/edgeassist/tests/"
    cp -R "$made/wheels" "$root/var/cache/edgeassist/wheels"
    rm -f "$root"/var/cache/edgeassist/wheels/edgeassist-*.whl
    cp -R "$root/var/cache/edgeassist/wheels" "$root/var/cache/wheels"
    if [ "$made" = "$here/build" ]; then
        [ -e build/debs ] ||
            (mkdir -p build/debs && cd build/debs && apt-get download -qq mosquitto libwebsockets17 2>/dev/null)
        cp build/debs/*.deb "$root/var/cache/apt/archives/"
    fi
    inside dpkg --purge mosquitto >/dev/null 2>&1
    rm -rf "$root/etc/mosquitto"
}

finish() {
    [ -n "$keep" ] || bash "$boot" down
    rm -f "$log"
}

ready || exit 2
log=$(mktemp)
trap finish EXIT
root=$(bash "$boot" root)
[ -e "$REALSYSTEMD_DIR/pid" ] || prepare # one that was kept is gone on with
for part in $parts; do "part_$part"; done
echo "$((count - failed)) of $count passed"
[ $failed = 0 ]
