"""What the machine takes in energy, where it tells: RAPL of x86 processors, the power chip of a Raspberry Pi 5."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Self

from edgeassist.cli.figures import Figure
from edgeassist.doctor.machine import Machine

_PART = "Energy"
_RAIL = re.compile(r"(\w+?)_([AV]) (?:current|volt)\(\d+\)=([\d.]+)[AV]")
_REST_S, _EVERY_S = 3.0, 0.2

Joules = Callable[[], float]
"""Returns what was taken since some time."""


def measure_energy(machine: Machine, work: Callable[[], int]) -> list[Figure]:
    """Return the power at rest, and what a command takes more than that; `work` returns how many it carried out.

    Nothing is returned where the machine does not tell.
    """
    with metering(machine) as joules:
        if joules is None:
            return []
        rest_w = _power(joules, _REST_S)
        began, before = time.monotonic(), joules()
        count = work()
        took_s, used = time.monotonic() - began, joules() - before
    extra_mj = 1000 * max(0.0, used - rest_w * took_s) / max(1, count)
    return [
        Figure("at rest", rest_w, "W", part=_PART),
        Figure("a sentence understood, besides", extra_mj, "mJ", None, count, _PART, noise=0.2),
    ]


@contextmanager
def metering(machine: Machine) -> Iterator[Joules | None]:
    """Yield the meter of the processor's packages, or of all rails of the board; None: only root may read, or none."""
    zones = [path for path in machine.find("sys/class/powercap/intel-rapl:*") if path.name.count(":") == 1]
    packages = [_Package(path) for path in zones if _number(path / "energy_uj") is not None]
    if packages:
        yield lambda: sum(package.joules() for package in packages)
    elif watts(machine) is None:
        yield None
    else:
        with _Summed(lambda: watts(machine) or 0.0) as summed:
            yield lambda: summed.joules


def watts(machine: Machine) -> float | None:
    """Return what all rails take now; None: nothing tells."""
    told = machine.output("vcgencmd", "pmic_read_adc") or ""
    rails: dict[str, dict[str, float]] = {}
    for name, unit, value in _RAIL.findall(told):
        rails.setdefault(name, {})[unit] = float(value)
    both = [rail["A"] * rail["V"] for rail in rails.values() if rail.keys() == {"A", "V"}]
    return sum(both) if both else None


class _Package:
    """A counter of microjoules, which begins anew when it is full."""

    def __init__(self, folder: Path) -> None:
        self._counter = folder / "energy_uj"
        self._full = _number(folder / "max_energy_range_uj") or 0
        self._last = _number(self._counter) or 0
        self._sum = 0

    def joules(self) -> float:
        """Return what was taken since it was first asked."""
        now = _number(self._counter) or self._last
        self._sum += now - self._last if now >= self._last else now + self._full - self._last
        self._last = now
        return self._sum / 1e6


class _Summed:
    """Adds up a power that is looked at from time to time."""

    def __init__(self, power: Callable[[], float]) -> None:
        self.joules = 0.0
        self._power = power
        self._end = Event()
        self._thread = Thread(target=self._look, name="power")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        last = time.monotonic()
        while not self._end.wait(_EVERY_S):
            power, now = self._power(), time.monotonic()
            self.joules += power * (now - last)
            last = now


def _power(meter: Joules, seconds: float) -> float:
    before, began = meter(), time.monotonic()
    time.sleep(seconds)
    return (meter() - before) / (time.monotonic() - began)


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
