# Sourced by install.sh: what the assistant needs of the machine besides its own release. Each of these may be called
# again; `does` and `writes` only tell what they would do where $DRY is set. POSIX sh.
# shellcheck shell=sh
UNITS=/etc/systemd/system
BROKER_CONF=/etc/mosquitto/conf.d/edgeassist.conf
BROKER_MARK=/etc/edgeassist/.broker-wanted
CREDENTIALS=/etc/credstore

# does COMMAND...
does() { if [ -n "$DRY" ]; then echo "  $*"; else "$@"; fi; }

# writes FILE MODE: standard input into a file, where that changes it
writes() {
    if [ -n "$DRY" ]; then
        cat >/dev/null
        echo "  write $1"
        return 0
    fi
    mkdir -p "$(dirname "$1")"
    cat >"$1.new"
    chmod "$2" "$1.new"
    if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

# supported: ends on what this was never tried on
supported() {
    # shellcheck source=/dev/null
    [ ! -r /etc/os-release ] || . /etc/os-release
    case "${ID-unknown} ${VERSION_ID-}" in
    "debian 12" | "debian 13" | "raspbian 12" | "raspbian 13") ;;
    *)
        echo "This is ${PRETTY_NAME-no system that says its name}; edgeassist is installed on Debian 12 and 13 and" \
            "Raspberry Pi OS made of them. Elsewhere: pip install '.[embedded]' in a virtual environment of your own." >&2
        exit 1
        ;;
    esac
    case "$(dpkg --print-architecture)" in
    amd64 | arm64) ;;
    *)
        echo "This system is $(dpkg --print-architecture); edgeassist needs a 64-bit one (amd64 or arm64). On a Raspberry" \
            "Pi 3 or later, install the 64-bit Raspberry Pi OS." >&2
        exit 1
        ;;
    esac
}

# place_files: user, directories, rules for devices
place_files() {
    writes /etc/sysusers.d/edgeassist.conf 644 <"$HERE/edgeassist.sysusers"
    writes /etc/tmpfiles.d/edgeassist.conf 644 <"$HERE/edgeassist.tmpfiles"
    writes /etc/udev/rules.d/70-edgeassist.rules 644 <"$HERE/edgeassist.udev"
    does systemd-sysusers /etc/sysusers.d/edgeassist.conf
    does systemd-tmpfiles --create /etc/tmpfiles.d/edgeassist.conf
    [ ! -e /run/udev/control ] || does udevadm control --reload
}

# place_units: the units and the command
place_units() {
    for unit in edgeassist.service edgeassist-models@.service; do
        sed "s|/opt/edgeassist|$ROOT|g" "$HERE/$unit" | writes "$UNITS/$unit" 644
    done
    sed "s|/opt/edgeassist|$ROOT|g" "$HERE/command.sh" | writes /usr/local/bin/edgeassist 755
}

# profile_of MODEL: the profile in configs that fits a board, by what it says of itself; nothing where none does
profile_of() {
    case "$1" in
    "Raspberry Pi 5"* | "Raspberry Pi Compute Module 5"*) echo pi5 ;;
    "Raspberry Pi 4"* | "Raspberry Pi Compute Module 4"*) echo pi4 ;;
    esac
}

# place_settings [PROFILE]: a file in which every setting is explained, where there is none, with what fits the board;
# without PROFILE the board is looked at, `none` leaves every default
place_settings() {
    [ ! -e "$SETTINGS" ] || return 0
    profile=${1:-$(profile_of "$(tr -d '\0' </proc/device-tree/model 2>/dev/null)")}
    if [ -z "$profile" ] || [ "$profile" = none ]; then
        writes "$SETTINGS" 644 <"$HERE/../configs/edgeassist.toml"
        return 0
    fi
    echo "  settings for this board: configs/$profile.toml (others: --profile)"
    /usr/bin/python3 "$HERE/profile.py" "$HERE/../configs/edgeassist.toml" "$HERE/../configs/$profile.toml" | writes "$SETTINGS" 644
}

# broker_here: whether there is a broker, or one that the settings name
broker_here() {
    dpkg-query -W -f='${Status}' mosquitto 2>/dev/null | grep -q 'ok installed' ||
        { [ -d /etc/mosquitto ] && [ -n "$(ls -A /etc/mosquitto)" ]; } ||
        { [ -e "$SETTINGS" ] && grep -q '^ *host *= *' "$SETTINGS"; } ||
        /usr/bin/python3 -c 'import socket; socket.create_connection(("127.0.0.1", 1883), 1)' 2>/dev/null
}

# want_broker: notes down, before a broker is installed, that its configuration is ours to make
want_broker() {
    if [ ! -e "$BROKER_MARK" ] && broker_here; then return 1; fi
    writes "$BROKER_MARK" 600 </dev/null
}

# place_broker: a broker closed to strangers, and a password for the assistant that only root can read
place_broker() {
    if [ -n "$DRY" ]; then
        echo "  sh deploy/broker.sh setup: authority, access list, $BROKER_CONF"
        echo "  a password for the assistant, made by chance: $CREDENTIALS/edgeassist.mqtt.password (root's)"
        return 0
    fi
    sh "$HERE/broker.sh" setup >/dev/null
    (
        umask 077
        openssl rand -hex 24 >"$CREDENTIALS/edgeassist.mqtt.password"
        echo edgeassist >"$CREDENTIALS/edgeassist.mqtt.username"
    )
    sh "$HERE/broker.sh" assistant <"$CREDENTIALS/edgeassist.mqtt.password"
    [ ! -d /run/systemd/system ] || systemctl restart mosquitto.service
    rm -f "$BROKER_MARK"
}

# place_sound: the default microphone and loudspeaker, where nobody has chosen any and there are cards
place_sound() {
    [ ! -e /etc/asound.conf ] || return 0
    found=$(sh "$HERE/sound.sh")
    [ -z "$found" ] || echo "$found" | writes /etc/asound.conf 644
}

# remove_all [purge]: everything but settings, state and wheels; with `purge` these too
remove_all() {
    if [ -d /run/systemd/system ] && [ -e "$UNITS/edgeassist.service" ]; then
        does systemctl disable --quiet --now edgeassist.service
    fi
    does rm -f "$UNITS/edgeassist.service" "$UNITS/edgeassist-models@.service" /usr/local/bin/edgeassist \
        /etc/sysusers.d/edgeassist.conf /etc/tmpfiles.d/edgeassist.conf /etc/udev/rules.d/70-edgeassist.rules
    does rm -rf "$ROOT"
    [ ! -d /run/systemd/system ] || does systemctl daemon-reload
    [ -n "${1-}" ] || return 0
    does rm -rf /etc/edgeassist "$STATE" /var/cache/edgeassist
    does rm -f "$CREDENTIALS/edgeassist.mqtt.username" "$CREDENTIALS/edgeassist.mqtt.password" "$CREDENTIALS/edgeassist.policy.pin"
    ! getent passwd edgeassist >/dev/null || does userdel edgeassist
}
