#!/bin/sh
# Makes build/arm64/edgeassist_<version>_arm64.deb, the package for a Raspberry Pi, on a machine of another processor:
#   sh deploy/arm64-deb.sh [SUITE]      SUITE: bookworm (default) or trixie, the release that runs on the board
# Before it: sh deploy/arm64-wheel.sh pi4 (its wheel runs on a Pi 5 too). Wheels are fetched as they are; the one that
# nobody has ready, systemd-python, is built under qemu in the root of deploy/try-arm64.sh. No root needed.
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"

suite=${1:-bookworm} extras=service
case "$suite" in
bookworm | trixie) ;;
*) sed -n '3s/^#   /usage: /p' "$PWD/deploy/arm64-deb.sh" >&2 && exit 2 ;;
esac
# shellcheck source=deploy/arm64.sh
. "$PWD/deploy/arm64.sh"
# shellcheck source=deploy/package.sh
. "$PWD/deploy/package.sh"
debian "libsystemd-dev: what systemd-python asks for before it is built" "pkg-config: finds it"
needs_root
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
venv_for "$made"
sources=$root/srv/sources
rm -rf "$tree" "$sources"
mkdir -p "$lib/wheels" "$sources"

say "Building systemd-python for arm64 and Python $python"
systemd=$(grep '^systemd-python==' deploy/constraints.txt)
# shellcheck disable=SC2086  # options
{
    $pip download --no-deps --no-binary :all: --dest "$sources" "$systemd"
    $pip download --dest "$sources" setuptools wheel # what it is built with
}
inside "unset PYTHONPATH; python3 -m venv /tmp/venv && /tmp/venv/bin/python -m pip wheel --quiet --use-pep517 --no-deps --no-index \
    --find-links /srv/sources --wheel-dir /srv/sources/made $systemd"

say "Collecting wheels"
# shellcheck disable=SC2086  # options
{
    $pip wheel --no-deps --wheel-dir "$sources/made" .
    $pip download --dest "$lib/wheels" --find-links "$sources/made" $for_arm64 "edgeassist[$extras]==$version"
}
make_package build/arm64 arm64 "${python#3.}" "$extras"
rm -rf "$sources"
