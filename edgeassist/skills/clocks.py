"""The two clocks of a machine: the one on the wall, which may be set, and the one that only ever runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Instant:
    """One moment on both clocks."""

    wall: float
    """Seconds since the epoch."""
    running: float
    """Seconds that the machine has been on, asleep or not; the same for every process."""
    boot: str
    """Which start of the machine `running` counts from."""

    @property
    def ahead(self) -> float:
        """By how much the clock on the wall is ahead of the other: it changes only when the clock is set."""
        return self.wall - self.running


def read_clocks() -> Instant:
    """Return the present moment."""
    return Instant(time.time(), time.clock_gettime(time.CLOCK_BOOTTIME), _boot())


@lru_cache(maxsize=1)
def _boot() -> str:
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return "unknown"
