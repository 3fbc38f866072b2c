"""How this process and the machine under it are, read from Linux."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_STATM = Path("/proc/self/statm")
_ZONES = Path("/sys/class/thermal")


def rss_mb(statm: Path = _STATM) -> float | None:
    """Return the resident memory of this process, in megabytes; None: not to be had here."""
    try:
        pages = int(statm.read_text(encoding="ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)


def cpu_temperature_c(zones: Path = _ZONES) -> float | None:
    """Return the temperature of the hottest part of the processor; None: nothing here measures it."""
    degrees = []
    for zone in sorted(zones.glob("thermal_zone*")):
        with suppress(OSError, ValueError):
            degrees.append(int((zone / "temp").read_text(encoding="ascii")) / 1000)
    return round(max(degrees), 1) if degrees else None
