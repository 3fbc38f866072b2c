"""Whether a process that is locked up like the service gets out of the house: tried, not believed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping

from edgeassist.doctor.finding import Finding, bad, good, unchecked
from edgeassist.doctor.machine import Machine
from edgeassist.doctor.reaching import Way, reach
from edgeassist.doctor.unit import INSTALL, NAME

_HOW = "sudo edgeassist doctor --only egress"
_PROPERTIES = ("IPAddressDeny", "IPAddressAllow", "RestrictAddressFamilies")
_TRY_S = 8.0


def look_at_egress(machine: Machine, freely: Callable[[], Mapping[str, Way]] = reach) -> Iterator[Finding]:
    """Yield whether the service's own rules let anything out; `freely` tries it without them."""
    told = machine.properties("systemctl", "show", NAME)
    if told.get("LoadState") != "loaded":
        yield unchecked("tried", "the service is not installed, so there are no rules to try", INSTALL)
        return
    if os.geteuid() != 0:
        yield unchecked("tried", "only root can start a process with the service's own rules", _HOW)
        return
    rules = [f"--property={key}={told[key]}" for key in _PROPERTIES if told.get(key)]
    command = ("systemd-run", "--quiet", "--wait", "--pipe", "--collect", *rules)
    answer = machine.output(*command, sys.executable, "-m", "edgeassist.doctor.reaching", limit_s=_TRY_S)
    ways = _read(answer)
    if ways is None:
        yield unchecked("tried", "systemd could not start the process that tries it", " ".join(command) + " true")
        return
    yield from _judged(ways, freely())


def _read(answer: str | None) -> dict[str, str] | None:
    try:
        return dict(json.loads(answer or ""))
    except ValueError:
        return None


def _judged(ways: Mapping[str, str], free: Mapping[str, Way]) -> Iterator[Finding]:
    """Yield what a try under the rules means beside one without them."""
    for name, way in ways.items():
        if way == "sent":
            yield bad(name, "it got out: the rules of the service are not in force", INSTALL)
        elif way == "refused":
            yield good(name, "tried to reach out, and was refused")
        elif free.get(name) == "sent":
            yield good(name, "tried to reach out, and found no way, unlike others on this machine")
        else:
            yield unchecked(name, "this machine has no way out at all, so nothing is proved", "ip route")
