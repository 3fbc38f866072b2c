"""What there is to measure in the other simulated homes: days as formulas with coloured noise, not as physics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Array, Calendar, Span

_MINUTES_A_DAY = 1440

Index = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Day:
    """Who is there, and how the weather is, every minute."""

    calendar: Calendar
    home: Array
    awake: Array
    """0 or 1 each."""
    outside: Array
    """°C."""
    sun: Array
    """0 to 1."""
    away: list[Span]
    party: list[Span]


def coloured(chance: Generator, count: int, power: float) -> Array:
    """Return noise of spread 1 whose spectrum falls with this power: 0 is white, 2 a walk."""
    spectrum = np.fft.rfft(chance.normal(0, 1, count))
    frequency = np.maximum(np.arange(len(spectrum)), count / (14 * _MINUTES_A_DAY))
    spectrum = spectrum * frequency ** (-power / 2)
    spectrum[0] = 0
    noise = np.fft.irfft(spectrum, count)
    return np.asarray(noise / noise.std())


def follow(target: Array, minutes: float, start: float | None = None) -> Array:
    """Return what goes after `target` with this time constant."""
    out = np.empty_like(target)
    level, pace = float(target[0]) if start is None else start, 1 / minutes
    for place, wanted in enumerate(target.tolist()):
        level += (wanted - level) * pace
        out[place] = level
    return out


def day(calendar: Calendar, chance: Generator) -> Day:
    """Return the weeks of a household and its weather."""
    hour, minutes = calendar.hour, calendar.minutes
    home = np.ones(len(minutes))
    away, party = _apart(calendar, chance)
    for number in range(calendar.days):
        if calendar.is_weekend(number):
            start, hours = chance.uniform(10, 15), chance.uniform(1, 5) * (chance.random() < 0.6)
        else:
            start, hours = chance.normal(8.3, 0.4), chance.normal(9, 0.9) * (chance.random() < 0.88)
        home[calendar.mask([(calendar.at(number, start), calendar.at(number, start + hours))])] *= hours < 0.5
    home[calendar.mask(away)] = 0
    awake = home * ((hour > chance.uniform(6, 7)) & (hour < chance.uniform(22.4, 23.6)))
    cloud = 1 / (1 + np.exp(-2 * coloured(chance, len(minutes), 1.5)))
    sun = np.clip(np.cos((hour - 12.7) / 24 * 2 * np.pi) + chance.uniform(-0.1, 0.2), 0, None) * (1 - 0.8 * cloud)
    season = chance.uniform(-8, 8) * np.linspace(0, 1, len(minutes)) + chance.uniform(4, 18)
    outside = season + 4 * np.cos((hour - 15) / 24 * 2 * np.pi) * (1.2 - cloud) + 3 * coloured(chance, len(hour), 2.2)
    return Day(calendar, home, awake, outside, sun, away, party)


def _apart(calendar: Calendar, chance: Generator) -> tuple[list[Span], list[Span]]:
    """Return holidays and feasts."""
    away = []
    if calendar.days >= 21 and chance.random() < 0.6:
        first = int(chance.integers(10, calendar.days - 7))
        away.append((calendar.at(first, 9.0), calendar.at(first + int(chance.integers(2, 6)), 18.0)))
    feast = int(chance.integers(5, calendar.days))
    return away, [(calendar.at(feast, 18.0), calendar.at(feast, 26.5))]


def events(chance: Generator, likely: Array, a_day: float) -> Index:
    """Return the numbers of the minutes in which something happens, drawn by how likely each is."""
    share = likely / max(float(likely.mean()), 1e-9) * a_day / _MINUTES_A_DAY
    return np.flatnonzero(chance.random(len(likely)) < share * (likely > 0))


def pulses(starts: Index, lengths: Array, heights: Array, count: int) -> Array:
    """Return the sum of rectangles."""
    out = np.zeros(count + 1)
    np.add.at(out, np.minimum(starts, count), heights)
    np.add.at(out, np.minimum(starts + lengths, count).astype(int), -heights)
    return np.asarray(np.cumsum(out)[:count])


def rhythm(chance: Generator, count: int, period: float, share: float, jitter: float) -> Array:
    """Return 1 where something runs that comes round every so many minutes and lasts for a share of it, else 0."""
    periods = period * np.clip(chance.normal(1, jitter, int(count / period * 1.5) + 3), 0.4, 2)
    starts = (np.cumsum(periods) - chance.uniform(0, period)).astype(int)
    lengths = np.maximum(periods * share, 1).astype(int)
    starts, lengths = starts[starts >= 0], lengths[starts >= 0]
    return np.minimum(pulses(starts, lengths, np.ones(len(starts)), count), 1)
