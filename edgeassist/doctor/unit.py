"""The systemd unit: how it is locked up, and how often it had to be started again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from edgeassist.doctor.finding import Finding, bad, good, unchecked, warning
from edgeassist.doctor.machine import Machine

NAME = "edgeassist.service"
INSTALL = "sudo sh deploy/install.sh"

_LOCKED, _LOOSE = 1.5, 5.0
"""What systemd calls the exposure: 10 is everything."""

_WANTED = {
    "ProtectSystem": ("strict", "it may write where it has no business to"),
    "NoNewPrivileges": ("yes", "it may get rights that it was not given"),
    "RestrictSUIDSGID": ("yes", "it may make programs that run as others"),
}
_ENOUGH_MB = 200


def restored(told: Mapping[str, str]) -> str:
    """Return the command that has the unit be as it comes with edgeassist: what somebody put over it goes first."""
    if told.get("DropInPaths"):
        return f"sudo systemctl revert {NAME} && sudo systemctl restart {NAME}"
    packaged = told.get("FragmentPath", "").startswith(("/usr/lib/", "/lib/"))
    return "sudo apt install --reinstall ./edgeassist_*.deb" if packaged else INSTALL


def look_at_unit(machine: Machine) -> Iterator[Finding]:
    """Yield whether the unit is installed, runs, and is locked up."""
    told = machine.properties("systemctl", "show", NAME)
    if not told:
        yield unchecked("installed", "systemd does not answer here", "systemctl status edgeassist")
        return
    if told.get("LoadState") != "loaded":
        yield unchecked("installed", "the service is not installed", INSTALL)
        return
    yield _running(told)
    if told.get("ActiveState") == "active":
        yield _watched(told)
    yield _exposure(machine, restored(told))
    for key, (wanted, why) in _WANTED.items():
        if told.get(key) != wanted:
            yield bad(key, f"{told.get(key, 'not set')}: {why}", restored(told))
    yield _egress(told)
    yield _memory(told)


def _running(told: dict[str, str]) -> Finding:
    state, restarts = told.get("ActiveState", "?"), int(told.get("NRestarts", "0") or 0)
    if told.get("ExecMainStatus") == "78" and state != "active":
        return bad("runs", "its settings are wrong", "edgeassist config check /etc/edgeassist/edgeassist.toml")
    if state == "inactive":
        return bad("runs", "it was not started, or was stopped", "sudo systemctl enable --now edgeassist")
    if state != "active":
        return bad("runs", f"{state} ({told.get('Result', '?')})", "journalctl -u edgeassist -n 30")
    if told.get("UnitFileState") not in {None, "enabled"}:
        return warning("runs", "it runs now, and not after the next start", "sudo systemctl enable edgeassist")
    if restarts:
        return warning("runs", f"started again {restarts} times", "journalctl -u edgeassist -p warning")
    return good("runs", "it runs, and did not have to be started again")


def _watched(told: dict[str, str]) -> Finding:
    if told.get("WatchdogUSec") in {None, "0", "infinity"}:
        return warning("watchdog", "nobody notices when it hangs", restored(told))
    return good("watchdog", f"started again when it hangs for {told['WatchdogUSec']}")


def _exposure(machine: Machine, mended: str) -> Finding:
    cure = f"systemd-analyze security {NAME}"
    report = machine.output("systemd-analyze", "security", "--no-pager", NAME, limit_s=10.0)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", report or "")
    if found is None:
        return unchecked("exposure", "systemd does not tell", cure)
    text = f"{found[1]} of 10 is open"
    if float(found[1]) > _LOOSE:
        return bad("exposure", text, mended)
    return warning("exposure", text, cure) if float(found[1]) > _LOCKED else good("exposure", text)


def _egress(told: dict[str, str]) -> Finding:
    denied = told.get("IPAddressDeny", "")
    if "0.0.0.0/0" not in denied or "::/0" not in denied:
        return bad("network", "IPAddressDeny is not any: it may talk to the whole world", restored(told))
    return good("network", "denied to all but the local networks")


def _memory(told: dict[str, str]) -> Finding:
    most = told.get("MemoryMax", "infinity")
    if not most.isdecimal():
        return warning("memory", "it may take all memory there is", restored(told))
    most_mb = int(most) / 2**20
    if most_mb < _ENOUGH_MB:
        return bad("memory", f"{most_mb:,.0f} MB at most are too few", restored(told))
    return good("memory", f"{most_mb:,.0f} MB at most")
