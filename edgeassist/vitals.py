"""How this process and the machine under it are, read from Linux."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_STATM = Path("/proc/self/statm")
_ZONES = Path("/sys/class/thermal")
_PLATFORM = Path("/sys/devices/platform")
_LIMITS = ("under_voltage", "frequency_capped", "throttled", "soft_temperature_limit")
"""What holds a Raspberry Pi back, in the order of the firmware's bits; 16 bits further up: since it was switched on."""


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


def throttling(platform: Path = _PLATFORM) -> tuple[str, ...] | None:
    """Return what holds the processor back now, and ("was_…") what did since it was switched on; None: not a Pi.

    >>> throttling(Path("/nowhere"))
    """
    try:
        firmware = next(platform.glob("soc*/*firmware*/get_throttled"))
        bits = int(firmware.read_text(encoding="ascii"), 16)
    except (OSError, ValueError, StopIteration):
        return None
    now = tuple(name for bit, name in enumerate(_LIMITS) if bits >> bit & 1)
    before = tuple(f"was_{name}" for bit, name in enumerate(_LIMITS) if bits >> (16 + bit) & 1 and name not in now)
    return now + before
