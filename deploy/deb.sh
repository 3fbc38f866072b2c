#!/bin/sh
# Makes build/edgeassist_<version>_<architecture>.deb for this Debian release and architecture: sh deploy/deb.sh [EXTRAS]
# In it are all Python packages as wheels (kept in build/wheels for the next time), from which the package makes a virtual
# environment when it is installed: nothing is fetched or built then. EXTRAS: service, or more (service,whisper,piper).
# Install it: sudo apt install ./build/edgeassist_….deb
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"
extras=${1:-service}

debian "python3-venv: the virtual environment" \
    "python3-dev: builds systemd-python" "libsystemd-dev: builds systemd-python" "pkg-config: builds systemd-python" \
    "cmake: builds llama.cpp" "g++: builds llama.cpp"
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' edgeassist/__init__.py)
architecture=$(dpkg --print-architecture)
minor=$(/usr/bin/python3 -c 'import sys; print(sys.version_info.minor)')
tree=$PWD/build/deb
lib=$tree/usr/lib/edgeassist

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

say "Making the package"
cp -R deploy "$lib/"
rm -rf "$lib/deploy/debian"
cp README.md LICENSE "$lib/"
sum=$(cd "$lib/wheels" && cksum ./* | cksum | cut -d' ' -f1)
sed "s/@VERSION@/$version/; s/@EXTRAS@/$extras/; s/@SUM@/$sum/" deploy/debian/release >"$lib/release"
place() { install -D -m "$3" "$1" "$tree/$2"; }
place deploy/edgeassist.service usr/lib/systemd/system/edgeassist.service 644
place deploy/edgeassist-models@.service usr/lib/systemd/system/edgeassist-models@.service 644
place deploy/edgeassist.sysusers usr/lib/sysusers.d/edgeassist.conf 644
place deploy/edgeassist.tmpfiles usr/lib/tmpfiles.d/edgeassist.conf 644
place deploy/edgeassist.udev usr/lib/udev/rules.d/70-edgeassist.rules 644
place deploy/command.sh usr/bin/edgeassist 755
place configs/edgeassist.toml etc/edgeassist/edgeassist.toml 644
place LICENSE usr/share/doc/edgeassist/copyright 644
mkdir -p "$tree/DEBIAN"
for script in preinst postinst prerm postrm; do install -m 755 "deploy/debian/$script" "$tree/DEBIAN/$script"; done
cp deploy/debian/conffiles "$tree/DEBIAN/"
sed "s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$(du -sk "$tree" | cut -f1)/
    s/@NEXT@/3.$((minor + 1))/; s/@PYTHON@/3.$minor/" deploy/debian/control >"$tree/DEBIAN/control"
chmod -R u=rwX,go=rX "$tree"
# not compressed: wheels are
dpkg-deb --root-owner-group -Znone --build "$tree" "build/edgeassist_${version}_$architecture.deb"
rm -rf "$tree"
