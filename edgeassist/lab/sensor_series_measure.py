"""How early the scores of series point at what is odd, and how often at what is not.

    from edgeassist.lab.sensor_series import all_series
    from edgeassist.lab.sensor_series_measure import best, scores_of

    best(all_series(1), [scores_of(series, Scorer().score) for series in all_series(1)])

The first alarm in a window earns 1 at its start, falling to 0 at its end; every row that alarms outside of the windows
costs a tenth of that. The one threshold for all series is the best that there is, for every detector alike; 100 is
every window at its start and no false alarm, 0 is never to say anything.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from edgeassist.lab.sensor_calendar import Array
from edgeassist.lab.sensor_series import Series

_FALSE_COST = 0.1
_PROBATION = 0.15
"""The share at the start of a series where alarms are neither right nor wrong."""


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


def scores_of(series: Series, score: Callable[[float, float], float]) -> Array:
    """Return the score of every row, each from those before it."""
    return np.array([score(at, value) for at, value in zip(series.at.tolist(), series.value.tolist(), strict=True)])


def best(every: Sequence[Series], scores: Sequence[Array]) -> SeriesFigures:
    """Return the figures at the threshold that serves all series best."""
    pooled = np.concatenate(scores)
    shares = [*np.linspace(0.9, 0.999, 34), *(1 - np.geomspace(1e-3, 2e-6, 40)), 1.0]
    thresholds = np.unique(np.quantile(pooled, shares))
    return max((figures(every, scores, float(t)) for t in thresholds), key=lambda each: each.points)


def figures(every: Sequence[Series], scores: Sequence[Array], threshold: float) -> SeriesFigures:
    """Return the figures at one threshold."""
    earned = false = found = windows = 0.0
    for series, score in zip(every, scores, strict=True):
        start = int(_PROBATION * len(score))
        alarms = np.flatnonzero(score >= threshold)
        alarms = alarms[alarms >= start]
        outside = np.ones(len(alarms), dtype=bool)
        for first, last in series.windows:
            inside = (alarms >= first) & (alarms <= last)
            outside &= ~inside
            windows += 1
            if inside.any():
                found += 1
                earned += 1 - float(alarms[inside][0] - first) / (last - first + 1)
        false += float(outside.sum())
    points = 100 * (earned - _FALSE_COST * false) / max(windows, 1.0)
    return SeriesFigures(points, found / max(windows, 1.0), false / max(len(every), 1), threshold)
