# Sourced by try-arm64.sh and arm64-deb.sh: an arm64 Debian in build/arm64/$suite, the programs of which run here under
# qemu, and what pip has to be told to fetch for it. POSIX sh.
# shellcheck shell=sh disable=SC2154,SC2034  # suite is set by who sources this, which uses pip
case "$suite" in bookworm) python=3.11 ;; trixie) python=3.13 ;; esac
root=$PWD/build/arm64/$suite
mirror=${EDGEASSIST_DEBIAN_MIRROR:-http://deb.debian.org/debian}
packages=python3,python3-venv,libgomp1,libstdc++6,libportaudio2,mosquitto,mosquitto-clients,flite,openssl,\
python3-dev,libsystemd-dev,pkg-config,gcc,libc6-dev

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

# needs_root: makes the root where there is none with all that is needed, or $fresh asks for it
needs_root() {
    debian "debootstrap: the packages of the other processor" "qemu-user-static: runs its programs" \
        "python3-venv: the virtual environment"
    llama=""
    for board in pi5 pi4; do [ ! -e "$PWD/build/arm64/$board" ] || llama=$PWD/build/arm64/$board; done
    [ -n "$llama" ] || { echo "no wheel of llama.cpp for arm64 yet: sh deploy/arm64-wheel.sh pi4" >&2 && exit 1; }
    if [ -n "${fresh-}" ] || [ "$(cat "$root/complete" 2>/dev/null)" != "$packages" ]; then make_root; fi
}

# venv_for FOLDER: a virtual environment in it, and in $pip the command; in $for_arm64 what it fetches wheels by
venv_for() {
    /usr/bin/python3 -m venv "$1/venv"
    pip="$1/venv/bin/python -m pip --quiet --quiet --disable-pip-version-check"
    for_arm64="--find-links $llama --constraint deploy/constraints.txt --only-binary=:all: --platform manylinux2014_aarch64"
    for glibc in 36 35 34 31 28 27 26 24 17; do for_arm64="$for_arm64 --platform manylinux_2_${glibc}_aarch64"; done
    for_arm64="$for_arm64 --platform linux_aarch64 --implementation cp --python-version $python"
}
