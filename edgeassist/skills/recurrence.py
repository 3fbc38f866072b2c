"""When something comes round again: on days of the week, at a time of the local clock, whatever summer time does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LOOK_AHEAD = 15
"""Days in which the next one must be found, also where one of them is left out by a change of the zone."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """A time of day on some days of the week, or on every so many days from one of them on."""

    days: tuple[str, ...]
    at: time
    zone: str = ""
    """A name of the IANA database; empty: the zone of this machine."""
    since: date | None = None
    """From which day on every so many are counted; None: every such day is meant."""
    cycle: int = 1
    """Every how many days it comes round, from that one on."""

    def after(self, moment: float) -> float | None:
        """Return the first such time after a moment, in seconds since the epoch; None: there is no such day.

        A time that the clock leaps over comes as much later as it leaps; of one that it passes twice the first counts.

        >>> rule = Weekly(DAYS, time(2, 30), "Europe/Berlin")
        >>> datetime.fromtimestamp(rule.after(1774738800.0), ZoneInfo("Europe/Berlin")).isoformat()  # 29 March 2026
        '2026-03-29T03:30:00+02:00'
        """
        zone = zone_named(self.zone)
        for day in days_from(moment, zone, _LOOK_AHEAD + self.cycle):
            if self.falls_on(day):
                found = epoch_of(day, self.at, zone)
                if found > moment and datetime.fromtimestamp(found, zone).date() == day:
                    return found
        return None

    def falls_on(self, day: date) -> bool:
        """Return whether it comes round on a day.

        >>> fortnightly = Weekly(("mon",), time(9), since=date(2026, 11, 2), cycle=14)
        >>> [fortnightly.falls_on(date(2026, 11, day)) for day in (2, 3, 9, 16)]
        [True, False, False, True]
        """
        counted = self.since is None or (day - self.since).days % self.cycle == 0
        return counted and DAYS[day.weekday()] in self.days


def zone_named(name: str) -> tzinfo | None:
    """Return a time zone; None: the one of this machine."""
    return ZoneInfo(name) if name else None


def days_from(moment: float, zone: tzinfo | None, count: int = _LOOK_AHEAD) -> Iterator[date]:
    """Yield the local day of a moment and those that follow."""
    first = datetime.fromtimestamp(moment, zone).date()
    yield from (first + timedelta(days=days) for days in range(count))


def epoch_of(day: date, at: time, zone: tzinfo | None) -> float:
    """Return a local time in seconds since the epoch."""
    return datetime.combine(day, at, zone).timestamp()
