"""What sensors reported in the last days, thinned for pictures."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import numpy as np

from edgeassist.messages import Reading
from edgeassist.sensors.limits import conversion
from edgeassist.sensors.recording import FILE, Point, Recording

_WRITE_S: Final = 60.0
_MOST_BYTES: Final = 64_000_000
_END: Final = 2.0**32
"""No clock is right that says more."""
_MANY: Final = 2_000
"""With more sensors than that the points are further apart."""
_STEP_S, _STEP_OF_MANY_S = 60, 300
_LARGEST: Final = float(np.finfo(np.float32).max)


_AS_IT_IS: Final = 1.0, 0.0


class History:
    """Takes every reading, keeps a point a sensor and minute; without a folder it forgets everything at the end."""

    def __init__(self, folder: Path | None, *, most_bytes: int = _MOST_BYTES) -> None:
        self._recording = Recording(None if folder is None else folder / FILE, most_bytes)
        self._open: dict[str, list[float]] = {}
        """Sensor → number of its minute, and its point so far."""
        self._ended: list[tuple[str, Point]] = []
        self._step_s = _STEP_S
        self._written = -math.inf

    def close(self) -> None:
        """Write what is left."""
        self.flush()
        self._recording.close()

    def add(self, readings: Iterable[Reading]) -> None:
        """Take in readings, by the time of their arrival."""
        now = -math.inf
        for reading in readings:
            value = _number(reading)
            if value is not None and 0.0 <= reading.received < _END:
                now = reading.received
                self._take(reading.entity, now, value)
        if abs(now - self._written) >= _WRITE_S and math.isfinite(now):
            self._write(now)

    def flush(self) -> None:
        """Write all that has come so far."""
        self._write(math.inf)

    def series(self, entity: str, since: float, until: float, unit: str | None = None) -> list[Point]:
        """Return the points of a sensor in that time, oldest first, in a unit that it has or had."""
        points = self._recording.read(entity, since, until)
        points += [point for name, point in self._ended if name == entity]
        if (slot := self._open.get(entity)) is not None:
            points.append(Point(*slot[1:]))
        factor, offset = conversion(unit) or _AS_IT_IS
        shown = (
            Point(at, *((each - offset) / factor for each in rest)) for at, *rest in points if since <= at <= until
        )
        return sorted(shown, key=lambda point: point.at)

    def _take(self, entity: str, at: float, value: float) -> None:
        slot, number = self._open.get(entity), at // self._step_s
        if slot is None or slot[0] != number:
            if slot is not None:
                self._ended.append((entity, Point(*slot[1:])))
            self._open[entity] = [number, at, value, value, value]
            return
        slot[1], slot[4] = at, value
        if not math.isnan(value):  # written so that a minute that began with "unavailable" takes the first number
            slot[2] = value if not slot[2] <= value else slot[2]
            slot[3] = value if not slot[3] >= value else slot[3]

    def _write(self, now: float) -> None:
        """Write the minutes that are over by `now`."""
        current = now // self._step_s if math.isfinite(now) else math.inf
        over = [entity for entity, slot in self._open.items() if slot[0] != current]
        rows = self._ended + [(entity, Point(*self._open.pop(entity)[1:])) for entity in over]
        self._ended = []
        if math.isfinite(now):
            self._written = now
        if rows:
            self._recording.write(rows)
            self._step_s = _STEP_S if self._recording.sensors <= _MANY else _STEP_OF_MANY_S


def _number(reading: Reading) -> float | None:
    """Return what is kept of a reading; None: nothing, as of a number that the broker had kept from some time ago.

    Numbers are kept in the unit that the monitor learns in: a sensor may begin to speak in another.
    """
    match reading.value:
        case "on" | "off":
            return float(reading.value == "on")
        case None | "unavailable":
            return math.nan
        case str():
            return None
        case value if reading.retained or math.isnan(value):
            return None
        case value:
            factor, offset = conversion(reading.unit) or _AS_IT_IS
            return min(max(value * factor + offset, -_LARGEST), _LARGEST)
