"""Who is at home and awake, minute by minute, and what they do: the habits that sensors see."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import HOUR_S, Array, Calendar, Span


@dataclass(slots=True)
class Household:
    """A family's weeks, as spans and moments in seconds since the epoch."""

    home: Array
    """People at home in every minute."""
    awake: Array
    """Of these, who is not asleep."""
    persons: list[list[Span]] = field(default_factory=list)
    """When each of the family is at home."""
    passages: list[float] = field(default_factory=list)
    """When somebody goes through the front door."""
    drives: list[float] = field(default_factory=list)
    """When somebody leaves or comes by car."""
    showers: list[Span] = field(default_factory=list)
    meals: list[Span] = field(default_factory=list)
    airings: list[Span] = field(default_factory=list)
    """When somebody goes round and opens windows."""
    night_walks: list[float] = field(default_factory=list)
    """When somebody goes to the bathroom at night."""
    away: list[Span] = field(default_factory=list)
    """Holidays with nobody at home."""
    guests: list[Span] = field(default_factory=list)


def household(calendar: Calendar, chance: Generator) -> Household:
    """Return a family's life over the calendar; holidays and guests come at times of their own."""
    minutes = len(calendar.minutes)
    house = Household(np.zeros(minutes), np.zeros(minutes))
    house.away = _holidays(calendar, chance)
    for number in range(int(chance.integers(1, 5))):
        _live(house, calendar, chance, works=number == 0 or chance.random() < 0.6)
    _receive_guests(house, calendar, chance)
    _cook_and_air(house, calendar, chance)
    empty = calendar.mask(house.away)
    house.home[empty] = 0
    house.awake[empty] = 0
    return house


def _holidays(calendar: Calendar, chance: Generator) -> list[Span]:
    if calendar.days < 21 or chance.random() < 0.25:
        return []
    first = int(chance.integers(12, max(13, calendar.days - 9)))
    last = min(calendar.days - 1, first + int(chance.integers(3, 9)))
    return [(calendar.at(first, float(chance.uniform(7, 11))), calendar.at(last, float(chance.uniform(14, 20))))]


def _is_away(house: Household, moment: float) -> bool:
    return any(start <= moment < end for start, end in house.away)


def _live(house: Household, calendar: Calendar, chance: Generator, *, works: bool) -> None:
    """Add a person: wakes, leaves, comes and sleeps by habit, each day a little otherwise."""
    wakes, sleeps = chance.normal(6.8, 0.5), chance.normal(22.7, 0.6)
    leaves, hours = chance.normal(8.0, 0.4), chance.uniform(7.5, 9.5)
    drives, from_home = chance.random() < 0.6, chance.choice(5, size=int(chance.integers(0, 3)), replace=False)
    present: list[Span] = []
    since = calendar.start
    for day in range(calendar.days):
        weekend = calendar.is_weekend(day)
        up = wakes + (chance.normal(1.4, 0.6) if weekend else chance.normal(0, 0.2))
        bed = sleeps + chance.normal(0.7 if weekend else 0.0, 0.5)
        _add(house.awake, calendar, (calendar.at(day, up), calendar.at(day, bed)))
        if chance.random() < 0.75:
            shower = calendar.at(day, up + chance.uniform(0.1, 0.5))
            house.showers.append((shower, shower + chance.uniform(240, 900)))
        house.night_walks += [calendar.at(day, chance.uniform(24.2, 29.0)) for _ in range(chance.poisson(0.35))]
        for gone, back in _outings(chance, (leaves, hours), weekend=weekend, works=works, at_home=day % 7 in from_home):
            out, into = calendar.at(day, max(gone, up + 0.3)), calendar.at(day, max(back, up + 0.8))
            if _is_away(house, out) or _is_away(house, into):
                continue
            present.append((since, out))
            _subtract(house, calendar, (out, into))
            house.passages += [out, into]
            house.drives += [out, into] if drives else []
            since = into
    present.append((since, calendar.end))
    house.persons.append(_without(present, house.away))
    house.home += 1


def _outings(
    chance: Generator, work: tuple[float, float], *, weekend: bool, works: bool, at_home: bool
) -> list[tuple[float, float]]:
    if works and not weekend and not at_home:
        if chance.random() < 0.04:  # ill
            return []
        gone = work[0] + chance.normal(0, 0.2)
        outings = [(gone, gone + work[1] + chance.normal(0, 0.6))]
        if chance.random() < 0.15:
            outings.append((19.3 + chance.normal(0, 0.3), 21.5 + chance.normal(0, 0.6)))
        return outings
    outings, hour = [], 9.5
    while hour < 18 and chance.random() < 0.7:
        gone = hour + chance.exponential(1.5)
        hour = gone + chance.uniform(0.4, 3.5)
        outings.append((gone, hour))
        hour += 0.7
    return [(gone, back) for gone, back in outings if back < 22]


def _receive_guests(house: Household, calendar: Calendar, chance: Generator) -> None:
    for day in range(calendar.days):
        if chance.random() > 0.05 or _is_away(house, calendar.at(day, 19)):
            continue
        stays = chance.random() < 0.3
        span = (calendar.at(day, chance.uniform(16, 19)), calendar.at(day, chance.uniform(39, 42) if stays else 23.5))
        count = int(chance.integers(2, 6))
        for series in (house.home, house.awake):
            _add(series, calendar, span, count)
        house.guests.append(span)
        house.passages += list(span)
        if stays:
            house.showers += [(span[1] - 3 * HOUR_S - 900 * n, span[1] - 3 * HOUR_S - 900 * n + 500) for n in range(2)]
            house.night_walks += [calendar.at(day, chance.uniform(24.5, 29)) for _ in range(count // 2)]


def _cook_and_air(house: Household, calendar: Calendar, chance: Generator) -> None:
    airs_at = chance.uniform(7.0, 9.5), chance.uniform(18.5, 21.5)
    for day in range(calendar.days):
        for hour, length, often in ((7.3, 0.3, 0.8), (12.5, 0.5, 0.4), (18.7, 0.8, 0.85)):
            start = calendar.at(day, hour + chance.normal(0, 0.4))
            if chance.random() < often and house.awake[calendar.index(start)] > 0:
                house.meals.append((start, start + length * HOUR_S * chance.uniform(0.6, 1.5)))
        for hour in airs_at:
            start = calendar.at(day, hour + chance.normal(0, 0.5))
            if chance.random() < 0.7 and house.awake[calendar.index(start)] > 0:
                house.airings.append((start, start + 60 * float(np.clip(chance.lognormal(2.5, 0.5), 4, 50))))
    house.meals = [span for span in house.meals if not _is_away(house, span[0])]
    house.showers = sorted(span for span in house.showers if not _is_away(house, span[0]))
    house.airings = [span for span in house.airings if not _is_away(house, span[0])]
    house.night_walks = sorted(moment for moment in house.night_walks if not _is_away(house, moment))
    house.passages = sorted(house.passages + [moment for span in house.away for moment in span])
    house.drives = sorted(house.drives)


def _add(series: Array, calendar: Calendar, span: Span, count: float = 1.0) -> None:
    series[calendar.index(span[0]) : calendar.index(span[1])] += count


def _subtract(house: Household, calendar: Calendar, span: Span) -> None:
    for series in (house.home, house.awake):
        _add(series, calendar, span, -1.0)
    np.maximum(house.awake, 0, out=house.awake)


def _without(spans: list[Span], holes: list[Span]) -> list[Span]:
    """Return `spans` less what lies in `holes`."""
    for hole in holes:
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, hole[0])), (max(start, hole[1]), end))
            if part[1] > part[0]
        ]
    return spans
