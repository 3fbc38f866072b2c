#!/bin/sh
# Makes build/edgeassist_<version>_<architecture>.deb for this Debian release and architecture: sh deploy/deb.sh [EXTRAS]
# In it are all Python packages as wheels (kept in build/wheels for the next time), from which the package makes a virtual
# environment when it is installed: nothing is fetched or built then. EXTRAS: service, or more (service,whisper,piper).
# Install it: sudo apt install ./build/edgeassist_….deb
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"
# shellcheck source=deploy/package.sh
. "$PWD/deploy/package.sh"
extras=${1:-service}

debian "python3-venv: the virtual environment" \
    "python3-dev: builds systemd-python" "libsystemd-dev: builds systemd-python" "pkg-config: builds systemd-python" \
    "cmake: builds llama.cpp" "g++: builds llama.cpp"

say "Collecting wheels (the first time some minutes: llama.cpp is built)"
rm -rf "$tree" build/deb-venv
mkdir -p "$lib/wheels" build/wheels
/usr/bin/python3 -m venv build/deb-venv
pip="build/deb-venv/bin/python -m pip --quiet --disable-pip-version-check"
needs="--find-links build/wheels --constraint deploy/constraints.txt"
rm -f build/wheels/edgeassist-*.whl
# shellcheck disable=SC2086  # options
{
    $pip wheel --no-index $needs --wheel-dir build/wheels hatchling ".[$extras]" 2>/dev/null ||
        $pip wheel $needs --wheel-dir build/wheels hatchling ".[$extras]"
    # exactly what belongs together, of all that was ever collected
    $pip wheel --no-index $needs --wheel-dir "$lib/wheels" "edgeassist[$extras]==$version"
}
rm -rf build/deb-venv

make_package build "$(dpkg --print-architecture)" "$(/usr/bin/python3 -c 'import sys; print(sys.version_info.minor)')" "$extras"
