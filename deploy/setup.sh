# Sourced by demo.sh, test.sh and install.sh: installs what is missing and nothing else. POSIX sh.
# shellcheck shell=sh
set -eu
cd "$(dirname "$0")/.."
VENV=${EDGEASSIST_VENV:-$PWD/.venv}

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
        echo "need root to run: $* (install sudo, or run it as root yourself)" >&2
        exit 1
    fi
}

# debian "package: reason" ...: installs the packages that are not there
debian() {
    missing=""
    for line in "$@"; do
        package=${line%%:*}
        if ! dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed'; then
            missing="$missing $package"
            echo "  $line" >&2
        fi
    done
    [ -z "$missing" ] && return 0
    [ -z "${DRY-}" ] || { echo "  apt-get install$missing" && return 0; }
    command -v apt-get >/dev/null || { echo "no apt-get here: install these yourself:$missing" >&2; exit 1; }
    say "Installing Debian packages:$missing"
    as_root apt-get update -qq || true # what is known may do: the next line tells
    # shellcheck disable=SC2086  # a list of package names
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# python_packages EXTRAS: installs this checkout with its extras into the virtual environment, once for each state of
# the files that say what is needed
python_packages() {
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
    state=$(cat pyproject.toml deploy/constraints.txt deploy/setup.sh | cksum)
    stamp="$VENV/edgeassist.$(echo "$1" | tr ',' '-')"
    [ -x "$VENV/bin/python" ] || python3 -m venv "$VENV"
    if [ "$(cat "$stamp" 2>/dev/null)" != "$state" ]; then
        say "Installing Python packages into $VENV (the first time some minutes: llama.cpp is built for this machine)"
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --constraint deploy/constraints.txt \
            --editable ".[$1]"
        echo "$state" >"$stamp"
    fi
}
