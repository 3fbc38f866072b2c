# Sourced by deb.sh and arm64-deb.sh: a Debian package of wheels. POSIX sh.
# shellcheck shell=sh
tree=$PWD/build/deb
lib=$tree/usr/lib/edgeassist
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' edgeassist/__init__.py)

# make_package FOLDER ARCHITECTURE MINOR EXTRAS: the package of $lib/wheels, for Debian's Python 3.MINOR, in the folder
make_package() {
    folder=$1 architecture=$2 minor=$3 extras=$4
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
    dpkg-deb --root-owner-group -Znone --build "$tree" "$folder/edgeassist_${version}_$architecture.deb"
    rm -rf "$tree"
}
