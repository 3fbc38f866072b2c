#!/bin/sh
# Format, lint, types, layers and the whole test suite: sh deploy/test.sh [pytest options]
# Faults for hours instead (kills, cards that are full or broken, damaged files, clocks that are set, engines that hang, no
# memory, spoiled bytes; as root all of them; each can be run alone, python -m tests.soak.NAME --help): sh deploy/test.sh --chaos
. "$(dirname "$0")/setup.sh"

debian "python3-venv: the virtual environment" \
    "python3-dev: builds systemd-python" "libsystemd-dev: builds systemd-python" "pkg-config: builds systemd-python" \
    "cmake: builds llama.cpp" "g++: builds llama.cpp" \
    "libportaudio2: microphone and loudspeaker" \
    "pulseaudio: the virtual microphone and loudspeaker of the tests" \
    "libasound2-plugins: PortAudio reaches PulseAudio through ALSA" \
    "mosquitto: the broker of the tests" "mosquitto-clients: a publisher that is not ours" \
    "flite: a second synthetic voice that speaks to the recogniser"
python_packages dev,lab
PATH=$VENV/bin:$PATH
if [ "${1:-}" = --chaos ]; then
    failed=
    for what in fuzzing flood kills ringing happening hearing faults; do
        say "Chaos: $what"
        python -m "tests.soak.$what" || failed="$failed $what"
    done
    [ -z "$failed" ] || { echo "not survived:$failed" >&2 && exit 1; }
    exit 0
fi
say "Format"; ruff format --check .
say "Lint"; ruff check .
say "Types"; mypy
say "Tests"; exec pytest -n auto --dist loadfile "$@"
