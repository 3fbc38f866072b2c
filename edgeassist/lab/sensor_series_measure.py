"""How early the scores of series point at what is odd, and how often at what is not.

    from edgeassist.lab.sensor_series import all_series
    from edgeassist.lab.sensor_series_measure import best, scores_of

    best(all_series(1), [scores_of(series, Scorer().score) for series in all_series(1)])

Scored as is usual for streams: the first alarm in a window earns the more the earlier it comes, a window without one
costs as much as an alarm at its very start earns, and a row that alarms outside costs a tenth of that, less shortly
after a window. One threshold serves all series, the best that there is, for every detector alike; 100 is every window
at its start and no false alarm, 0 is never to say anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from edgeassist.lab.sensor_calendar import Array
from edgeassist.lab.sensor_series import Series

_FALSE_COST = 0.11
_PROBATION = 0.15
"""The share at the start of a series where alarms are neither right nor wrong."""

_LONGEST_PROBATION = 750
_STEEP = 5.0
"""How sharply the worth of an alarm falls round the end of a window."""


@dataclass(frozen=True, slots=True)
class SeriesFigures:
    """What a detector reaches with its best threshold."""

    points: float
    """Up to 100."""
    found: float
    """Share of the windows."""
    false: float
    """Rows that alarm outside of the windows, a series."""
    threshold: float


@dataclass(frozen=True, slots=True)
class _Judged:
    """The rows of a series that count: score, number of the window (-1: outside), and what an alarm is worth."""

    score: Array
    window: Array
    worth: Array
    windows: int


def scores_of(series: Series, score: Callable[[float, float], float]) -> Array:
    """Return the score of every row, each from those before it."""
    return np.array([score(at, value) for at, value in zip(series.at.tolist(), series.value.tolist(), strict=True)])


def best(every: Sequence[Series], scores: Sequence[Array]) -> SeriesFigures:
    """Return the figures at the threshold that serves all series best."""
    judged = [_judged(series, score) for series, score in zip(every, scores, strict=True)]
    pooled = np.concatenate([each.score for each in judged])
    never = np.nextafter(pooled.max(), np.inf)
    thresholds = np.unique([*np.quantile(pooled, [*(1 - np.geomspace(0.05, 1e-5, 100)), 1.0]), never])
    return max((_figures(judged, float(t)) for t in thresholds), key=lambda each: each.points)


def figures(every: Sequence[Series], scores: Sequence[Array], threshold: float) -> SeriesFigures:
    """Return the figures at one threshold."""
    return _figures([_judged(series, score) for series, score in zip(every, scores, strict=True)], threshold)


def _figures(every: Sequence[_Judged], threshold: float) -> SeriesFigures:
    earned = cost = 0.0
    false = found = 0
    for each in every:
        alarms = np.flatnonzero(each.score >= threshold)
        inside = alarms[each.window[alarms] >= 0]
        numbers, first = np.unique(each.window[inside], return_index=True)
        earned += len(numbers) + float(each.worth[inside[first]].sum())
        outside = alarms[each.window[alarms] < 0]
        cost -= _FALSE_COST * float(each.worth[outside].sum())
        found += len(numbers)
        false += len(outside)
    windows = max(sum(each.windows for each in every), 1)
    return SeriesFigures(50 * (earned - cost) / windows, found / windows, false / max(len(every), 1), threshold)


def _judged(series: Series, score: Array) -> _Judged:
    count = len(score)
    window, worth = np.full(count, -1), np.full(count, -1.0)
    for number, (first, last) in enumerate(series.windows):
        length = last - first + 1
        window[first : last + 1] = number
        worth[first : last + 1] = _falling(np.arange(-length, 0) / length) / _falling(-1.0)
        worth[last + 1 :] = _falling(np.arange(1, count - last) / max(length - 1, 1))
    start = min(int(_PROBATION * count), _LONGEST_PROBATION)
    return _Judged(score[start:], window[start:], worth[start:], len(series.windows))


def _falling(place: Array | float) -> Array:
    """Return from nearly 1 to -1 what an alarm is worth; `place` in lengths of a window from the end of one."""
    return np.asarray(2 / (1 + np.exp(np.clip(_STEEP * np.asarray(place), -50, 50))) - 1)
