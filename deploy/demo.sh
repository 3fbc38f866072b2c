#!/bin/sh
# Hear, act and answer on this machine with nothing downloaded but packages: sh deploy/demo.sh [--once]
. "$(dirname "$0")/setup.sh"

debian "python3-venv: the virtual environment" \
    "cmake: builds llama.cpp" "g++: builds llama.cpp" \
    "libportaudio2: microphone and loudspeaker" \
    "mosquitto: the demo's own broker"
python_packages embedded
exec "$VENV/bin/edgeassist" demo "$@"
