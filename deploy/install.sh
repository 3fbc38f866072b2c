#!/bin/sh
# Installs edgeassist as a service of this machine, and updates it: Debian 12 and 13, Raspberry Pi OS, amd64 and arm64.
#   sh deploy/install.sh [--dry-run] [--yes] [--no-broker] [--with whisper,piper] [--profile pi5|pi4|none]
#   sh deploy/install.sh --rollback               back to the version before (again: forth)
#   sh deploy/install.sh --uninstall [--purge]    everything but settings and state; with --purge these too
# --dry-run changes nothing and shows each step; --yes asks nothing; --profile chooses the first settings instead of what
# the board says that it is (configs/pi5.toml, configs/pi4.toml). Run it again to update: the new version is made
# beside the old one, checked, and takes over in one step; where it does not start, the old one runs on.
# /opt/edgeassist/releases/… and `current`   the program              /etc/edgeassist/edgeassist.toml   settings
# /var/lib/edgeassist                        what it has learned      /etc/credstore/edgeassist.*       secrets (root's)
# /var/cache/edgeassist/wheels               for the next update      EDGEASSIST_PREFIX names another folder than /opt
# shellcheck source=deploy/setup.sh
. "$(dirname "$0")/setup.sh"
HERE=$PWD/deploy
# shellcheck source=deploy/release.sh
. "$HERE/release.sh"
# shellcheck source=deploy/system.sh
. "$HERE/system.sh"

usage() {
    sed -n '3,5s/^#   /usage: /p' "$HERE/install.sh" >&2
    exit 2
}

DRY="" yes="" broker=yes verb=install purge="" with="" profile=""
given=$*
while [ $# -gt 0 ]; do
    case "$1" in
    --dry-run) DRY=yes ;;
    --yes) yes=yes ;;
    --no-broker) broker="" ;;
    --with)
        [ $# -ge 2 ] || usage
        with=$2
        shift
        ;;
    --profile)
        [ $# -ge 2 ] || usage
        profile=$2
        shift
        ;;
    --rollback) verb=rollback ;;
    --uninstall) verb=uninstall ;;
    --purge) purge=purge ;;
    *) usage ;;
    esac
    shift
done
[ -z "$purge" ] || [ "$verb" = uninstall ] || usage
case "$with" in *[!a-z,]*) usage ;; esac
case "$profile" in "" | pi5 | pi4 | none) ;; *) usage ;; esac
if [ -z "$DRY" ] && [ "$(id -u)" != 0 ]; then
    # shellcheck disable=SC2086  # options without spaces
    exec sudo --preserve-env=EDGEASSIST_PREFIX sh deploy/install.sh $given
fi
umask 022 # the service runs as a user of its own, who must be able to read all this
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

agreed() {
    [ -z "$DRY$yes" ] && [ -t 0 ] || return 0
    printf '%s Go on? [Y/n] ' "$1" >&2
    read -r answer
    case "$answer" in "" | [Yy]*) ;; *) exit 1 ;; esac
}

packaged() { dpkg-query -W -f='${Status}' edgeassist 2>/dev/null | grep -q 'ok installed'; }

uninstall() {
    ! packaged || { echo "edgeassist is installed as a Debian package: apt ${purge:-remove} edgeassist" >&2 && exit 1; }
    agreed "This removes edgeassist${purge:+, its settings and all that it has learned}."
    remove_all $purge
    [ -z "$DRY" ] || return 0
    say "Removed${purge:+, settings and state too}."
    [ -n "$purge" ] || echo "Kept: /etc/edgeassist $STATE /var/cache/edgeassist /etc/credstore/edgeassist.* (remove: --uninstall --purge)"
    [ ! -e "$BROKER_CONF" ] || echo "The broker runs on for your devices. Without them: apt purge mosquitto && rm -r /etc/mosquitto"
}

# packages: what is missing of Debian's
packages() {
    if [ -n "$broker" ] && ! want_broker; then
        broker=""
        [ ! -e "$BROKER_CONF" ] || echo "  the broker is set up"
        [ -e "$BROKER_CONF" ] || echo "  a broker is there or named in the settings: its configuration is left alone"
    fi
    debian "python3-venv: the virtual environment" \
        "python3-dev: builds systemd-python" "libsystemd-dev: builds systemd-python" "pkg-config: builds systemd-python" \
        "cmake: builds llama.cpp" "g++: builds llama.cpp" \
        "libportaudio2: microphone and loudspeaker" "libasound2-plugins: microphones at any rate" \
        "fonts-dejavu-core: every language in pictures of sensors" \
        ${broker:+"mosquitto: the MQTT broker, closed to strangers" "openssl: its certificates"}
}

# fingerprint: what a release is called; the same tree is the same release
fingerprint() {
    version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' edgeassist/__init__.py)
    sum=$(find edgeassist configs models pyproject.toml deploy/constraints.txt -type f ! -name '*.pyc' -print0 |
        LC_ALL=C sort -z | xargs -0 cksum | cksum | cut -d' ' -f1)
    echo "$version-$sum$(echo "${extras#service}" | tr ',' '+')"
}

# remembered: the extras of the installation before, and those that are asked for now
remembered() {
    [ -n "$with" ] || with=$(cat "$ROOT/with" 2>/dev/null || true)
    extras=service${with:+,$with}
}

# undisturbed: whether the service runs as its unit says now, so that nobody has to be interrupted
undisturbed() {
    [ -d /run/systemd/system ] && systemctl is-active --quiet edgeassist.service &&
        [ "$(systemctl show -P NeedDaemonReload edgeassist.service)" = no ]
}

update() {
    release=$(fingerprint)
    if [ "$(named current)" = "$release" ] && [ -e "$ROOT/releases/$release/complete" ]; then
        if [ -n "$DRY" ] || whole_release "$release"; then
            say "Version $release is the one that is installed"
            [ -n "$DRY" ] || undisturbed || started
            return 0
        fi
        say "Version $release is installed and damaged: it is made anew"
        rm "$ROOT/releases/$release/complete"
    fi
    if [ -n "$DRY" ]; then
        echo "  make $ROOT/releases/$release, check it with $SETTINGS, point $ROOT/current to it, restart the service"
        return 0
    fi
    [ "$(df -Pm "$(dirname "$ROOT")" | awk 'NR == 2 { print $4 }')" -ge 1000 ] ||
        { echo "Less than 1000 MB are free where $ROOT is: make room first" >&2 && exit 1; }
    made=$release
    say "Making $ROOT/releases/$made"
    [ -e "$ROOT/releases/$made/complete" ] || make_release "$made" "${PWD}[$extras]"
    say "Checking it"
    if ! check_release "$made"; then
        [ "$made" = "$(named current)" ] || rm -rf "$ROOT/releases/$made"
        echo "This version does not pass: nothing was changed, see above" >&2
        exit 1
    fi
    echo "$with" >"$ROOT/with"
    say "Starting"
    switch_to "$made" || exit 1
    prune
}

next_steps() {
    say "edgeassist $(named current) $([ -d /run/systemd/system ] && systemctl is-active edgeassist.service || echo "is installed")"
    [ -z "$(named previous)" ] || echo "  back to $(named previous):  sudo sh $ROOT/current/deploy/install.sh --rollback"
    cat <<END
Next:
  sudo edgeassist ask "what time is it"              by text; then say "okay nabu" and the same
  systemctl status edgeassist; journalctl -fu edgeassist
  sudo nano $SETTINGS && sudo systemctl restart edgeassist
  edgeassist models list                             better ears and voices; for Whisper, for example:
  sudo sh deploy/install.sh --with whisper && sudo systemctl start edgeassist-models@whisper-base.en &&
  sudo edgeassist models use whisper-base.en && sudo systemctl restart edgeassist
END
    [ ! -e "$BROKER_CONF" ] || echo "  sudo sh $ROOT/current/deploy/broker.sh user NAME   a password for a device at this machine's broker"
    [ -d /run/systemd/system ] || echo "systemd does not run here. Start it with: $ROOT/current/bin/edgeassist run"
}

install_all() {
    supported
    if [ ! -e pyproject.toml ] && ! packaged; then
        echo "This copy serves --rollback and --uninstall; update with the install.sh of a newer checkout" >&2
        exit 1
    fi
    if packaged; then
        echo "edgeassist is installed as a Debian package: update it with apt install ./edgeassist_….deb" >&2
        exit 1
    fi
    agreed "This installs edgeassist in $ROOT, and Debian packages that are missing (--dry-run shows all)."
    [ -z "$DRY" ] || say "What would be done:"
    packages
    place_files
    place_settings "$profile"
    [ -z "$broker" ] || place_broker
    place_sound
    place_units
    remembered
    update
    [ -z "$DRY" ] || return 0
    [ ! -d /run/systemd/system ] || systemctl enable --quiet edgeassist.service
    next_steps
}

case "$verb" in
install) install_all ;;
uninstall) uninstall ;;
rollback)
    if [ -n "$DRY" ]; then echo "  point $ROOT/current to $(named previous), restart the service"; else
        roll_back && say "Version $(named current) runs again; the other one: --rollback once more"
    fi
    ;;
esac
