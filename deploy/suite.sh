#!/bin/sh
# Makes another release of Debian in build/SUITE, in which our wheels and package for it are made: for deploy/try-systemd.sh
# --suite SUITE, and for a package of a release that this machine does not run. As root; what is there is used again.
#   sh deploy/suite.sh SUITE      bookworm or trixie
# EDGEASSIST_DEBIAN_MIRROR names another mirror than deb.debian.org.
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"

suite=${1:-}
case "$suite" in bookworm | trixie) ;; *) sed -n '4s/^#   /usage: /p' deploy/suite.sh >&2 && exit 2 ;; esac
[ "$(id -u)" = 0 ] || { echo "needs root" >&2 && exit 2; }
root=$PWD/build/$suite
mirror=${EDGEASSIST_DEBIAN_MIRROR:-http://deb.debian.org/debian}
debian "debootstrap: the packages of the other release"

inside() { chroot "$root" /usr/bin/env HOME=/root LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"; }

if [ ! -e "$root/complete" ]; then
    say "Making Debian $suite in $root"
    rm -rf "$root"
    mkdir -p "$root"
    # what systemd needs to be booted, and what install.sh would ask apt for but for the broker
    debootstrap --variant=minbase --include="systemd,systemd-sysv,dbus,udev,iproute2,procps,libnss-systemd,ca-certificates,\
python3,python3-venv,python3-dev,libsystemd-dev,pkg-config,cmake,g++,libportaudio2,libasound2-plugins,fonts-dejavu-core,\
openssl,mosquitto-clients" "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail -n 3 "$root.log" >&2 && exit 1; }
    cp -L /etc/resolv.conf "$root/etc/resolv.conf"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    inside apt-get install --download-only -y -qq mosquitto >/dev/null # it stays in apt's cache
    touch "$root/complete"
fi

say "Making wheels and package for it"
rm -rf "$root/srv/made"
mkdir -p "$root/srv/made/build" "$root/srv/wheels"
for part in edgeassist configs models deploy pyproject.toml README.md LICENSE; do cp -R "$part" "$root/srv/made/"; done
# llama.cpp as it was built here runs on later releases as well: it need not be built again
for wheel in build/wheels/llama_cpp_python-*.whl; do
    [ ! -e "$wheel" ] || [ "$suite" = bookworm ] || cp "$wheel" "$root/srv/wheels/"
done
mv "$root/srv/wheels" "$root/srv/made/build/wheels"
mount --bind /proc "$root/proc"
trap 'umount "$root/proc"' EXIT
inside sh -c "cd /srv/made && sh deploy/deb.sh"
mv "$root/srv/made/build/wheels" "$root/srv/wheels"
mv "$root"/srv/made/build/*.deb "$root/srv/"
rm -rf "$root/srv/made"
ls "$root"/srv/*.deb
