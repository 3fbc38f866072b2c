#!/bin/sh
# Installs edgeassist as a service of this machine (Debian 12 or 13, Raspberry Pi OS): sh deploy/install.sh [--no-broker]
# Run it again to update: settings in /etc/edgeassist and what was learned in /var/lib/edgeassist stay as they are.
# What it makes: /opt/edgeassist (this tree and its virtual environment), /etc/edgeassist/edgeassist.toml,
# /etc/systemd/system/edgeassist.service, /usr/local/bin/edgeassist. EDGEASSIST_PREFIX names another folder than /opt.
. "$(dirname "$0")/setup.sh"

target=${EDGEASSIST_PREFIX:-/opt}/edgeassist
settings=/etc/edgeassist/edgeassist.toml

case "$*" in
"") broker="mosquitto: the MQTT broker, for this machine only until its configuration says otherwise" ;;
--no-broker) broker="" ;;
*) echo "usage: sh deploy/install.sh [--no-broker]" >&2 && exit 2 ;;
esac
[ "$(id -u)" = 0 ] || exec sudo --preserve-env=EDGEASSIST_PREFIX sh deploy/install.sh "$@"
umask 022 # the service runs as a user of its own, who must be able to read all this
debian "python3-venv: the virtual environment" \
    "python3-dev: builds systemd-python" "libsystemd-dev: builds systemd-python" "pkg-config: builds systemd-python" \
    "cmake: builds llama.cpp" "g++: builds llama.cpp" \
    "libportaudio2: microphone and loudspeaker" "fonts-dejavu-core: every language in pictures of sensors" \
    ${broker:+"$broker"}

if [ "$PWD" != "$target" ]; then
    say "Copying to $target"
    mkdir -p "$target"
    for part in edgeassist configs models deploy pyproject.toml README.md LICENSE; do
        rm -rf "$target/$part"
        cp -R "$part" "$target/$part"
    done
    find "$target/edgeassist" -name __pycache__ -prune -exec rm -r {} +
    chmod -R u=rwX,go=rX "$target/edgeassist" "$target/configs" "$target/models" "$target/deploy"
    cd "$target"
fi
VENV=$target/.venv
python_packages embedded,systemd
"$VENV/bin/python" -m compileall -q edgeassist # the service may not write here: each start would compile anew
mkdir -p /usr/local/bin
ln -sf "$VENV/bin/edgeassist" /usr/local/bin/edgeassist

mkdir -p "$(dirname "$settings")"
if [ ! -e "$settings" ]; then
    cp configs/edgeassist.toml "$settings"
    say "Wrote $settings: every setting is in there, none is needed"
fi
"$VENV/bin/edgeassist" config check "$settings"

sed "s|/opt/edgeassist|$target|g" deploy/edgeassist.service >/etc/systemd/system/edgeassist.service
if [ ! -d /run/systemd/system ]; then
    say "systemd does not run here. Start it with: $VENV/bin/edgeassist run"
    exit 0
fi
systemctl daemon-reload
systemctl enable --quiet edgeassist.service
say "Starting"
systemctl restart edgeassist.service
systemctl --no-pager --lines=0 status edgeassist.service
say 'Try it: edgeassist ask "what time is it"   Its log: journalctl -fu edgeassist'
