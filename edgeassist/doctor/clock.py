"""The clock: alarms, sunset and certificates go by it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from edgeassist.doctor.finding import Finding, bad, good, unchecked, warning
from edgeassist.doctor.machine import Machine

_MADE = 2026
"""No clock that is right shows an earlier year than that in which this was written."""
_LAST = 2100
_SYNCHRONISED = "run/systemd/timesync/synchronized"


def look_at_clock(machine: Machine, zone: str | None, now: datetime) -> Iterator[Finding]:
    """Yield whether the time is right, and of which place; `zone` is what the settings say."""
    if _MADE <= now.year < _LAST:
        yield good("year", f"it is {now:%d %B %Y, %H:%M}")
    else:
        yield bad("year", f"the clock says {now.year}", "sudo timedatectl set-ntp true")
    told = machine.properties("timedatectl", "show")
    yield _synchronised(machine, told.get("NTPSynchronized"))
    yield _zone(machine, zone, told.get("Timezone"))


def _synchronised(machine: Machine, told: str | None) -> Finding:
    if told == "yes" or (machine.root / _SYNCHRONISED).exists():
        return good("synchronised", "set by the network")
    if told is None:
        return unchecked("synchronised", "timedatectl does not answer here", "chronyc tracking")
    held = " and nothing keeps the time while it is off" if not any(machine.find("sys/class/rtc/rtc*")) else ""
    return warning("synchronised", f"the network has not set the clock{held}", "sudo timedatectl set-ntp true")


def _zone(machine: Machine, zone: str | None, told: str | None) -> Finding:
    if zone is not None:
        return good("time zone", f"{zone}, from the settings")
    named = os.environ.get("TZ") or told or machine.text("etc/timezone") or _linked(machine)
    if named in {None, "", "UTC", "Etc/UTC"}:
        text = "the time zone is UTC: alarms ring by it, and it is told as the time"
        return warning("time zone", text, "sudo timedatectl set-timezone Europe/Berlin")
    return good("time zone", f"{named}, the system's")


def _linked(machine: Machine) -> str | None:
    try:
        target = (machine.root / "etc/localtime").readlink()
    except OSError:
        return None
    _, found, name = str(PurePosixPath(target)).partition("zoneinfo/")
    return name if found else None
