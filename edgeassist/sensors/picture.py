"""What a picture of a sensor shows, whichever way it is drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from edgeassist.sensors.recording import Point

_MOST_POINTS = 1_500
"""More than a picture is wide."""
_GAP_S = 1_800.0
"""The curve goes on over so long a silence at least."""
_ROOM = 2.0
"""How far beyond the curve a band that is wider is shown, in heights of the curve."""


_SUDDEN = frozenset({"spike", "out_of_range"})
"""Kinds that one reading can make."""
_STRAY = 4.0
"""What is farther from nearly all others than so many times their range is drawn at the edge."""


class Band(NamedTuple):
    """What is usual at a moment."""

    at: float
    low: float
    high: float


class Shade(NamedTuple):
    """A time in which something was wrong."""

    since: float
    until: float | None
    """None: it lasts."""
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A sensor over a time."""

    title: str
    unit: str | None
    since: float
    until: float
    zone_name: str | None
    """None: the system's."""
    is_switch: bool
    longest_gap_s: float
    """A silence that is longer is none of those that are usual."""
    points: Sequence[Point]
    band: Sequence[Band] = ()
    alerts: Sequence[Shade] = ()

    @property
    def zone(self) -> tzinfo | None:
        """The time zone of the house."""
        return None if self.zone_name is None else ZoneInfo(self.zone_name)

    def as_json(self) -> dict[str, Any]:
        """Return the picture as JSON, with no more points than can be seen."""
        points = thinned(self.points, self.since, self.until, _MOST_POINTS)
        return {
            "title": self.title,
            "unit": self.unit,
            "since": self.since,
            "until": self.until,
            "zone": self.zone_name,
            "is_switch": self.is_switch,
            "longest_gap_s": self.longest_gap_s,
            "points": [[None if math.isnan(number) else round(number, 4) for number in point] for point in points],
            "band": [[round(number, 4) for number in each] for each in self.band],
            "alerts": [list(each) for each in self.alerts],
        }

    @classmethod
    def of_json(cls, row: Mapping[str, Any]) -> Self:
        """Return the picture that `as_json` wrote."""
        return cls(
            title=row["title"],
            unit=row["unit"],
            since=row["since"],
            until=row["until"],
            zone_name=row["zone"],
            is_switch=row["is_switch"],
            longest_gap_s=row["longest_gap_s"],
            points=[Point(*(math.nan if number is None else number for number in point)) for point in row["points"]],
            band=[Band(*each) for each in row["band"]],
            alerts=[Shade(*each) for each in row["alerts"]],
        )

    def pieces(self) -> Iterator[list[Point]]:
        """Yield the parts of the curve that hang together: no value was missing, and nothing stayed away for long."""
        longest = math.inf if self.is_switch else max(self.longest_gap_s, _GAP_S)
        piece: list[Point] = []
        for point in self.points:
            if piece and (math.isnan(point.last) or point.at - piece[-1].at > longest):
                yield piece
                piece = []
            if not math.isnan(point.last):
                piece.append(point)
        if piece:
            yield piece

    def value_range(self) -> tuple[float, float]:
        """Return the lowest and the highest value that is shown, with some room."""
        if self.is_switch:
            return -0.15, 1.15
        numbers = sorted(number for point in self.points for number in point[1:] if not math.isnan(number))
        if numbers and any(shade.kind in _SUDDEN for shade in self.alerts):
            numbers = _without_strays(numbers)
        low, high = (numbers[0], numbers[-1]) if numbers else _span(self.band)
        room = _ROOM * (high - low) or math.inf
        least, most = _span(self.band) if self.band else (low, high)
        low, high = min(low, max(least, low - room)), max(high, min(most, high + room))
        margin = 0.06 * (high - low) or max(abs(high) * 0.01, 0.5)
        return low - margin, high + margin


def thinned(points: Sequence[Point], since: float, until: float, most: int) -> Sequence[Point]:
    """Return at most about so many points, each with the extremes of those that it stands for."""
    if len(points) <= most:
        return points
    columns: dict[int, Point] = {}
    for point in points:
        column = int((point.at - since) / (until - since) * most)
        before = columns.get(column, point)
        columns[column] = Point(point.at, _low((before.low, point.low)), -_low((-before.high, -point.high)), point.last)
    return list(columns.values())


def _without_strays(numbers: list[float]) -> list[float]:
    """Return sorted numbers without the few that are so far away that the rest would be flat beside them."""
    low, high = numbers[len(numbers) // 50], numbers[-1 - len(numbers) // 50]
    room = _STRAY * (high - low)
    return [number for number in numbers if low - room <= number <= high + room]


def _low(numbers: Iterable[float]) -> float:
    return min((number for number in numbers if not math.isnan(number)), default=math.nan)


def _span(band: Sequence[Band]) -> tuple[float, float]:
    return (min(each.low for each in band), max(each.high for each in band)) if band else (0.0, 1.0)
