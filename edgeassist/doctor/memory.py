"""The memory that is left, and whether the system ran out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgeassist.doctor.finding import Finding, bad, good, unchecked, warning
from edgeassist.doctor.machine import Machine

_LITTLE_MB, _LEAST_MB = 200, 60
_SMALL_MB = 2_100
"""A board with less than this wants swap."""
_PRESSED_PCT = 5.0


def look_at_memory(machine: Machine) -> Iterator[Finding]:
    """Yield how much memory is free, whether there is swap, and whether something was killed for want of it."""
    told = {key: int(kb) / 1024 for key, kb in re.findall(r"(\w+):\s+(\d+) kB", machine.text("proc/meminfo") or "")}
    if "MemAvailable" not in told:
        yield unchecked("free", "the system does not tell how much memory it has", "free -m")
        return
    yield _free(told["MemAvailable"], told["MemTotal"])
    yield _swap(machine, told)
    yield from _wanting(machine)


def _free(free_mb: float, total_mb: float) -> Finding:
    text, cure = f"{free_mb:,.0f} of {total_mb:,.0f} MB are free", "ps -eo rss,comm --sort=-rss | head"
    if free_mb < _LEAST_MB:
        return bad("free", text, cure)
    return warning("free", text, cure) if free_mb < _LITTLE_MB else good("free", text)


def _swap(machine: Machine, told: dict[str, float]) -> Finding:
    total_mb = told.get("SwapTotal", 0.0)
    if total_mb == 0 and told["MemTotal"] < _SMALL_MB:
        return warning("swap", "none, on a board with little memory", "sudo apt install zram-tools")
    on_card = re.search(r"^/dev/mmcblk\S*|^/var/swap", machine.text("proc/swaps") or "", re.MULTILINE)
    if on_card and told.get("SwapFree", total_mb) < total_mb / 2:
        text = f"{on_card[0]} is used a lot, and wears the card out"
        return warning("swap", text, "sudo apt install zram-tools")
    return good("swap", f"{total_mb:,.0f} MB" if total_mb else "none, and none is needed")


def _wanting(machine: Machine) -> Iterator[Finding]:
    killed = re.search(r"^oom_kill (\d+)$", machine.text("proc/vmstat") or "", re.MULTILINE)
    if killed and int(killed[1]):
        text = f"{killed[1]} processes were ended since the start for want of memory"
        yield warning("ended", text, "journalctl -k -g 'out of memory'")
    pressed = re.search(r"^full .*avg300=([\d.]+)", machine.text("proc/pressure/memory") or "", re.MULTILINE)
    if pressed and float(pressed[1]) > _PRESSED_PCT:
        text = f"everything waited for memory in {float(pressed[1]):.0f} % of the last five minutes"
        yield warning("pressure", text, "ps -eo rss,comm --sort=-rss | head")
