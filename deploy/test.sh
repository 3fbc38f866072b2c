#!/bin/sh
# Format, lint, types, layers and the whole test suite: sh deploy/test.sh [pytest options]
. "$(dirname "$0")/setup.sh"

debian "python3-venv: the virtual environment" \
    "python3-dev: builds systemd-python" "libsystemd-dev: builds systemd-python" "pkg-config: builds systemd-python" \
    "cmake: builds llama.cpp" "g++: builds llama.cpp" \
    "libportaudio2: microphone and loudspeaker" \
    "pulseaudio: the virtual microphone and loudspeaker of the tests" \
    "libasound2-plugins: PortAudio reaches PulseAudio through ALSA" \
    "mosquitto: the broker of the tests" \
    "flite: a second synthetic voice that speaks to the recogniser"
python_packages dev,lab
PATH=$VENV/bin:$PATH
say "Format"; ruff format --check .
say "Lint"; ruff check .
say "Types"; mypy
say "Tests"; exec pytest -n auto --dist loadfile "$@"
