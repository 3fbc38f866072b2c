"""Series like those that machines, shops and roads publish, with windows round what is odd in them; all made here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Array
from edgeassist.lab.sensor_series_oddities import put
from edgeassist.lab.sensor_series_sorts import SORTS

_START = 1_700_000_000.0
_STEPS = (300.0, 300.0, 300.0, 600.0, 900.0, 1800.0, 3600.0)
_SHORTEST, _LONGEST = 1000, 20_000
_WINDOWS_SHARE = 0.1
"""How much of a series its windows cover together."""

_EARLIEST, _LATEST = 0.18, 0.94


@dataclass(frozen=True, slots=True)
class Series:
    """Values at moments, and the windows [first, last] (numbers of rows) in which an alarm is right."""

    name: str
    at: Array
    value: Array
    windows: tuple[tuple[int, int], ...]


def all_series(seed: int, *, each: int = 4) -> list[Series]:
    """Return `each` series of every sort, one in eight of them without anything odd in it."""
    return [_series(sort, number, seed) for sort in SORTS for number in range(each)]


def made_odd(name: str, at: Array, value: Array, odd: int, chance: Generator) -> Series:
    """Return a series with `odd` things put into it, or fewer where they would not fit, each within a window."""
    half = int(_WINDOWS_SHARE * len(at) / max(odd, 1) / 2)
    places = _places(len(at), odd, half, chance)
    before, value = value, value.copy()
    for place in places:
        put(value, place, half, chance)
    value = np.maximum(value, 0.0) if before.min() >= 0 else value
    if (before == np.round(before)).all():
        value = np.round(value)
    starts = [max(0, place - int(chance.uniform(0.3, 1.0) * half)) for place in places]
    windows = tuple((start, min(len(at) - 1, start + 2 * half)) for start in starts)
    return Series(name, at, np.asarray(np.round(value, 4), dtype=np.float64), windows)


def _places(count: int, odd: int, half: int, chance: Generator) -> list[int]:
    """Return in order where odd things begin, with room for a window and more between them."""
    out: list[int] = []
    for place in chance.uniform(_EARLIEST * count, _LATEST * count, 20 * odd).astype(int).tolist():
        if len(out) < odd and all(abs(place - other) > 2.6 * half for other in out):
            out.append(place)
    return sorted(out)


def _series(sort: str, number: int, seed: int) -> Series:
    chance = np.random.default_rng([seed, list(SORTS).index(sort), number])
    count = int(_SHORTEST * (_LONGEST / _SHORTEST) ** chance.beta(1.6, 2.0))
    at: Array = _START + float(chance.choice(_STEPS)) * np.arange(count, dtype=np.float64)
    at += float(chance.integers(0, 7 * 24)) * 3600
    odd = 0 if chance.random() < 1 / 8 else int(chance.choice([1, 1, 2, 2, 3, 4]))
    made = made_odd(f"{sort}_{number}", at, SORTS[sort](at, chance), odd, chance)
    return _with_holes(made, chance) if chance.random() < 0.3 else made


def _with_holes(series: Series, chance: Generator) -> Series:
    """Leave out single rows, and one stretch of them."""
    count = len(series.at)
    stays = chance.random(count) > 0.01
    gap = int(chance.integers(0, count))
    stays[gap : gap + int(0.01 * count)] = False
    stays[_rows_of(series.windows)] = True
    number = np.cumsum(stays) - 1
    windows = tuple((int(number[first]), int(number[last])) for first, last in series.windows)
    return Series(series.name, series.at[stays], series.value[stays], windows)


def _rows_of(windows: Sequence[tuple[int, int]]) -> list[int]:
    return [row for first, last in windows for row in range(first, last + 1)]
