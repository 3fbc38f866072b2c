#!/bin/sh
# An MQTT broker that is closed to strangers (deploy/mosquitto.conf), its certificates and its users. As root:
#   sh deploy/broker.sh setup [NAME...]   authority, server certificate for this host (and other names or addresses of
#                                         it), access list, configuration, certificates for edgeassist and homeassistant
#   sh deploy/broker.sh client NAME       one more client certificate: NAME.crt and NAME.key
#   sh deploy/broker.sh user NAME         a password for a device (asked for, or read from standard input)
#   sh deploy/broker.sh bridge NAME       the same, for a bridge that announces many devices (zigbee2mqtt)
#   sh deploy/broker.sh assistant         a password for the assistant, where it has no certificate
# Run again, setup keeps authority, users and access list, and renews the server's certificate.
# EDGEASSIST_BROKER_DIR and EDGEASSIST_MOSQUITTO_CONF name other places than /etc/mosquitto's.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${EDGEASSIST_BROKER_DIR:-/etc/mosquitto/edgeassist}
conf=${EDGEASSIST_MOSQUITTO_CONF:-/etc/mosquitto/conf.d/edgeassist.conf}
umask 077

usage() {
    echo "usage: sh deploy/broker.sh setup [NAME...] | client NAME | user NAME | bridge NAME | assistant" >&2
    exit 2
}

for program in openssl mosquitto_passwd; do
    command -v "$program" >/dev/null || { echo "$program is missing: apt install openssl mosquitto" >&2; exit 1; }
done

# own FILE...: the broker reads them, where there is a user for it
own() {
    if [ "$(id -u)" = 0 ] && id mosquitto >/dev/null 2>&1; then chown root:mosquitto "$@" && chmod 640 "$@"; fi
}

# named NAME: ends where a user cannot be called so, or would get topics that are not his
named() {
    case "$1" in
    "" | [!A-Za-z0-9]* | *[!A-Za-z0-9_.-]*)
        echo "a name is made of letters, digits, - _ and ., and begins with one of the first two" >&2 && exit 2 ;;
    edgeassist | homeassistant | cmnd | stat | tele | tasmota | homie)
        echo "$1 is a topic of others: choose another name" >&2 && exit 2 ;;
    esac
}

# signed FILE NAME EXTENSIONS: a key, and a certificate of our authority for ten years
signed() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$dir/$1.key"
    openssl req -new -key "$dir/$1.key" -subj "/CN=$2" -out "$dir/$1.csr"
    printf '%s\n' "basicConstraints=CA:FALSE" "keyUsage=digitalSignature" "$3" >"$dir/$1.ext"
    openssl x509 -req -sha256 -days 3650 -in "$dir/$1.csr" -CA "$dir/ca.crt" -CAkey "$dir/ca.key" -CAcreateserial \
        -extfile "$dir/$1.ext" -out "$dir/$1.crt" 2>/dev/null
    rm "$dir/$1.csr" "$dir/$1.ext"
}

authority() {
    [ -e "$dir/ca.key" ] && return 0
    openssl ecparam -name prime256v1 -genkey -noout -out "$dir/ca.key"
    openssl req -x509 -new -sha256 -days 7300 -key "$dir/ca.key" -subj "/CN=edgeassist house authority" \
        -addext "basicConstraints=critical,CA:TRUE" -addext "keyUsage=critical,keyCertSign,cRLSign" -out "$dir/ca.crt"
}

server() {
    names="DNS:localhost,IP:127.0.0.1,DNS:$(hostname)"
    for name in "$@"; do
        case "$name" in
        *[!0-9.]*) case "$name" in *:*) names="$names,IP:$name" ;; *) names="$names,DNS:$name" ;; esac ;;
        *) names="$names,IP:$name" ;;
        esac
    done
    signed server "$(hostname)" "extendedKeyUsage=serverAuth
subjectAltName=$names"
}

client() {
    [ -e "$dir/$1.key" ] || signed "$1" "$1" "extendedKeyUsage=clientAuth"
    echo "$dir/$1.crt and $dir/$1.key: the certificate of $1; ca.crt beside them tells it the broker"
}

setup() {
    mkdir -p "$dir" "$(dirname "$conf")"
    authority
    server "$@"
    [ -e "$dir/acl" ] || cp "$here/mosquitto.acl" "$dir/acl"
    touch "$dir/passwords"
    own "$dir" "$dir/ca.crt" "$dir/server.crt" "$dir/server.key" "$dir/acl" "$dir/passwords"
    chmod 755 "$dir"
    chmod 644 "$dir/ca.crt"
    sed "s|/etc/mosquitto/edgeassist|$dir|g" "$here/mosquitto.conf" >"$conf"
    chmod 644 "$conf"
    client edgeassist
    client homeassistant
    echo "$conf: now restart the broker (systemctl restart mosquitto)"
}

# user NAME: a password, twice from a terminal or once from standard input
user() {
    [ -e "$dir/passwords" ] || { echo "run: sh deploy/broker.sh setup" >&2; exit 1; }
    if [ -t 0 ]; then mosquitto_passwd "$dir/passwords" "$1"; else
        IFS= read -r password
        printf '%s\n%s\n' "$password" "$password" | mosquitto_passwd "$dir/passwords" "$1" >/dev/null
    fi
    own "$dir/passwords"
}

# bridge NAME: may also announce devices under names that are not its own
bridge() {
    user "$1"
    grep -qx "user $1" "$dir/acl" || printf '\nuser %s\ntopic write homeassistant/+/+/+/config\n' "$1" >>"$dir/acl"
}

[ $# -ge 1 ] || usage
verb=$1
shift
case "$verb" in
setup) setup "$@" ;;
assistant) user edgeassist ;;
client | user | bridge)
    [ $# = 1 ] || usage
    named "$1"
    "$verb" "$1"
    ;;
*) usage ;;
esac
