"""The days of a simulated home: moments on the wall clock, across changes of daylight saving time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Span = tuple[float, float]
"""From and to, seconds since the epoch."""

DAY_S = 86_400.0
HOUR_S = 3_600.0


class Calendar:
    """A stretch of whole days in one time zone.

    >>> calendar = Calendar("Europe/Berlin", date(2024, 10, 20), 14)
    >>> round(calendar.end - calendar.start) - 14 * 86_400
    3600
    """

    def __init__(self, zone: str, first: date, days: int) -> None:
        self.zone = ZoneInfo(zone)
        self.first = first
        self.days = days
        self.start = self.at(0, 0.0)
        self.end = self.at(days, 0.0)
        self.minutes: Array = np.arange(self.start, self.end, 60.0)
        """Every minute of it."""
        self.hour, self.weekday = self._wall(self.minutes)
        """Hour of the day from 0 to 24, and day of the week from 0 (Monday), of every minute."""

    def at(self, day: int, hour: float) -> float:
        """Return the moment when the clocks of day number `day` show `hour`; 25 is one o'clock of the next day."""
        naive = datetime.combine(self.first, time()) + timedelta(days=day, hours=hour)
        return naive.replace(tzinfo=self.zone).timestamp()

    def index(self, moment: float) -> int:
        """Return the number of the minute that `moment` falls into, held inside the calendar."""
        return int(np.clip((moment - self.start) // 60, 0, len(self.minutes) - 1))

    def mask(self, spans: list[Span]) -> npt.NDArray[np.bool_]:
        """Return for every minute whether one of `spans` covers any of it."""
        covered = np.zeros(len(self.minutes), dtype=bool)
        for start, end in spans:
            if end > self.start and start < self.end:
                covered[self.index(start) : self.index(end) + 1] = True
        return covered

    def is_weekend(self, day: int) -> bool:
        """Return whether day number `day` is a Saturday or a Sunday."""
        return (self.first + timedelta(days=day)).weekday() >= 5

    def _wall(self, moments: Array) -> tuple[Array, Array]:
        hours = moments[::60]
        offsets = [self.zone.utcoffset(datetime.fromtimestamp(moment, self.zone)) for moment in hours]
        seconds = np.array([offset.total_seconds() if offset else 0.0 for offset in offsets])
        local = moments + np.repeat(seconds, 60)[: len(moments)]
        return local % DAY_S / HOUR_S, (local // DAY_S + 3) % 7
