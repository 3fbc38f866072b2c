#!/bin/sh
# The command `edgeassist` of the installed service. For root it works as the service does: with its user, its state and
# its secrets; what root has set in the environment wins.
set -eu
program=/opt/edgeassist/current/bin/edgeassist
[ "$(id -u)" = 0 ] || exec "$program" "$@"
[ "${1:-}" != logs ] || exec "$program" "$@" # the journal is root's, not the service's
for secret in /etc/credstore/edgeassist.*; do
    [ -f "$secret" ] || continue
    key=EDGEASSIST_$(basename "$secret" | sed 's/^edgeassist\.//; s/\./__/g' | tr '[:lower:]' '[:upper:]')
    printenv "$key" >/dev/null || export "$key=$(cat "$secret")"
done
export "EDGEASSIST_STATE_DIR=${EDGEASSIST_STATE_DIR:-/var/lib/edgeassist}" HOME=/var/lib/edgeassist
# what only root can try for the doctor is tried before
[ "${1:-}" != doctor ] || DOCTOR_EGRESS=$("${program%/*}/python" -m edgeassist.doctor.egress 2>/dev/null) || true
[ -z "${DOCTOR_EGRESS:-}" ] || export DOCTOR_EGRESS
exec setpriv --reuid edgeassist --regid edgeassist --init-groups "$program" "$@"
