"""What to call what is wrong with a sensor of numbers."""

from __future__ import annotations

from edgeassist.messages import AnomalyKind

_LEVEL, _STEP, _HOURS, _DAYS, _NOISE, _RATE, _WEEKS, _FUZZ, _REST, _RANGE = range(10)

_IMPOSSIBLE_RANGES = 4.0
"""A single reading so many ranges away is not from this sensor's world."""


def kind_of_leap(beyond: float, odd: float) -> AnomalyKind:
    """Return what a reading is that leapt: `beyond`, ranges outside the range seen; `odd`, how many such in a row."""
    if beyond >= _IMPOSSIBLE_RANGES:
        return "out_of_range"
    return "level_shift" if odd >= 4 else "spike"


def kind_of_half_hour(parts: list[float], *, is_counter: bool, leapt: bool) -> AnomalyKind:
    """Return what a half-hour is, by its evidence and by whether one leap made most of it.

    >>> kind_of_half_hour([0, 0, 0, 0, 9, 2, 0, 3, 0, 0], is_counter=False, leapt=False)
    'noise'
    >>> kind_of_half_hour([9, 12, 5, 0, 0, 0, 0, 0, 0, 4], is_counter=False, leapt=False)
    'rate'
    """
    if is_counter:
        return "rate"
    noise, days = max(parts[_NOISE], parts[_FUZZ]), max(parts[_DAYS], parts[_WEEKS])
    away = max(parts[_LEVEL], parts[_STEP], parts[_HOURS], days, parts[_RANGE])
    if noise > 3 and noise >= 0.75 * away and parts[_RANGE] < noise:
        return "noise"
    if parts[_RATE] > away:
        return "noise" if noise > 0 else "rate"
    if leapt or parts[_REST] >= away:
        return "level_shift"
    if parts[_STEP] >= max(parts[_HOURS], days):
        return "rate"
    return "drift" if days >= parts[_HOURS] else "level_shift"
