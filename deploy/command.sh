#!/bin/sh
# The command `edgeassist` of the installed service. For root it works as the service does: with its user, its state and
# its secrets; what root has set in the environment wins.
set -eu
program=/opt/edgeassist/current/bin/edgeassist
[ "$(id -u)" = 0 ] || exec "$program" "$@"
for secret in /etc/credstore/edgeassist.*; do
    [ -f "$secret" ] || continue
    key=EDGEASSIST_$(basename "$secret" | sed 's/^edgeassist\.//; s/\./__/g' | tr '[:lower:]' '[:upper:]')
    printenv "$key" >/dev/null || export "$key=$(cat "$secret")"
done
export "EDGEASSIST_STATE_DIR=${EDGEASSIST_STATE_DIR:-/var/lib/edgeassist}" HOME=/var/lib/edgeassist
exec setpriv --reuid edgeassist --regid edgeassist --init-groups "$program" "$@"
