"""Whether a process that is locked up like the service gets out of the house: tried, not believed.

python -m edgeassist.doctor.egress      tries it, as root, and prints what became of it
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping

from edgeassist.doctor.finding import Finding, bad, good, unchecked
from edgeassist.doctor.machine import Machine
from edgeassist.doctor.reaching import Way, reach
from edgeassist.doctor.unit import INSTALL, NAME, restored

_HOW = "sudo edgeassist doctor --only egress"
_PROPERTIES = ("IPAddressDeny", "IPAddressAllow", "RestrictAddressFamilies")
_TRY_S = 8.0
_BY_ROOT = "DOCTOR_EGRESS"
"""Holds what root found out before it became the user of the service (deploy/command.sh)."""


def look_at_egress(machine: Machine, freely: Callable[[], Mapping[str, Way]] = reach) -> Iterator[Finding]:
    """Yield whether the service's own rules let anything out; `freely` tries it without them."""
    told = machine.properties("systemctl", "show", NAME)
    if told.get("LoadState") != "loaded":
        yield unchecked("tried", "the service is not installed, so there are no rules to try", INSTALL)
        return
    answer = os.environ.get(_BY_ROOT)
    if answer is None and os.geteuid() != 0:
        yield unchecked("tried", "only root can start a process with the service's own rules", _HOW)
        return
    ways = _read(_tried(machine, told) if answer is None else answer)
    if ways is None:
        command = " ".join([*_started(told), "true"])
        yield unchecked("tried", "systemd could not start the process that tries it", f"sudo {command}")
        return
    yield from _judged(ways, freely(), restored(told))


def _started(told: Mapping[str, str]) -> list[str]:
    """Return what starts a process with the service's own rules."""
    rules = [f"--property={key}={told[key]}" for key in _PROPERTIES if told.get(key)]
    return ["systemd-run", "--quiet", "--wait", "--pipe", "--collect", *rules]


def _tried(machine: Machine, told: Mapping[str, str]) -> str | None:
    """Return what a process with the service's own rules says of its ways out; None: it could not be started."""
    return machine.output(*_started(told), sys.executable, "-m", "edgeassist.doctor.reaching", limit_s=_TRY_S)


def _read(answer: str | None) -> dict[str, str] | None:
    try:
        return dict(json.loads(answer or ""))
    except ValueError:
        return None


def _judged(ways: Mapping[str, str], free: Mapping[str, Way], mended: str) -> Iterator[Finding]:
    """Yield what a try under the rules means beside one without them."""
    for name, way in ways.items():
        if way == "sent":
            yield bad(name, "it got out: the rules of the service are not in force", mended)
        elif way == "refused":
            yield good(name, "tried to reach out, and was refused")
        elif free.get(name) == "sent":
            yield good(name, "tried to reach out, and found no way, unlike others on this machine")
        else:
            yield unchecked(name, "this machine has no way out at all, so nothing is proved", "ip route")


if __name__ == "__main__":
    here = Machine()
    sys.stdout.write(_tried(here, here.properties("systemctl", "show", NAME)) or "could not be tried")
