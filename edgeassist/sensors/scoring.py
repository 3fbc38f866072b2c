"""How unusual each value of one series is, from 0 to 1, given nothing but what came before it.

Several weak features (change, distance from means of several spans and from the mean of the hour of the day and of the
week, unsteadiness, shape, rank, range) are each turned into the evidence of a tail probability of this very series and
summed; the sum is judged once more by its own history, so that a series that is odd all the time is hard to surprise.
What follows something that was told has to be stronger to be told, for a time that grows with the series.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from edgeassist.sensors.block import Array
from edgeassist.sensors.maths import MANY, ONE
from edgeassist.sensors.tails import Tail, TailState

_WEIGHTS: Final = np.array([1, 1, 1, 1, 1, 0.5, 1, 1, 1, 1, 1, 1])
"""Of each feature; the hour of the week says nearly the same as that of the day."""

_WEAK: Final = Tail(top=0.05, memory=300.0, prior=0.5, least=1e-3)
_SUM: Final = Tail(top=0.05, memory=200.0, prior=3.0, least=1e-3)
_MOST: Final = 10.0
"""Evidence of a single feature counts up to this."""

_SPANS: Final = (4, 12, 40, 160, 640)
_RANK_SPANS: Final = np.array([5.0, 20.0, 80.0])
"""Of the means of ranks: where a value stands among those of the past, whatever their spread."""

_SHAPES: Final = (8, 32)
"""Lengths of the stretches that are looked for in the past."""

_PAST: Final = 1500
_HOURS: Final = 24
_WEEK: Final = 7 * 24
_DAY_PACE, _WEEK_PACE = 0.02, 0.1
"""How fast the means of the hours move at least."""

_YOUNG: Final = 20
_HELD: Final = 1.4
"""How much of what was told is held against a new surprise."""

_FADES: Final = 0.06
"""How long it is held, as a share of the series so far."""

_HALF: Final = 20.0
"""The evidence that scores one half."""


class Scorer:
    """Scores one series, value by value; memory does not grow.

    >>> scorer = Scorer()
    >>> scores = [scorer.score(60.0 * n, 20 + n % 7) for n in range(500)]
    >>> scorer.score(30_000.0, 95.0) > max(scores)
    True
    """

    def __init__(self) -> None:
        self._count = 0
        self._past: Array = np.zeros(_PAST)
        self._unlike: Array = np.zeros((len(_SHAPES), _PAST))
        """Squared distance of the last stretch to the one that ends at each place of the past."""
        self._means: Array = np.zeros(len(_SPANS))
        self._by_hour: Array = np.zeros((2, _HOURS + _WEEK))
        """Mean and number of the values in each hour of the day, then of the week."""
        self._steps = [0.0, 0.0]
        """Mean size of a change, of late and in the long run."""
        self._low = self._high = 0.0
        self._tails = TailState(*np.zeros((3, len(_WEIGHTS))))
        self._total = TailState(0.0, 0.0, 0.0)
        self._held = 0.0
        self._ranks: Array = np.full(len(_RANK_SPANS), 0.5)

    def score(self, timestamp: float, value: float) -> float:
        """Return how unusual a value is, 0 to 1; what is no number scores 0 and is not learned from."""
        if not (math.isfinite(timestamp) and abs(value) < 1e15):
            return 0.0
        if self._count == 0:
            self._begin(value)
        beyond = max(value - self._high, self._low - value, 0.0)
        width = max(self._high - self._low, 1e-9 * abs(value), 1e-12)
        features = self._features(timestamp, value, 1e-3 * width)
        evidence = np.minimum(_WEAK.evidence(MANY, self._tails, features), _MOST)
        self._tails = _WEAK.learned(MANY, self._tails, features)
        total = float(evidence @ _WEIGHTS) + self._record(beyond / width)
        surprise = total + float(_SUM.evidence(ONE, self._total, total))
        self._total = _SUM.learned(ONE, self._total, total)
        self._low, self._high = min(self._low, value), max(self._high, value)
        self._count += 1
        return self._told(surprise)

    def _begin(self, value: float) -> None:
        self._past[:] = value
        self._means[:] = value
        self._low = self._high = value

    def _features(self, timestamp: float, value: float, floor: float) -> Array:
        """Return what is looked at, as logarithms, and learn the means."""
        change, rank = abs(value - self._past[-1]), self._rank(value)
        means = self._means
        away = [change, value - means[1], means[1] - means[3], means[2] - means[4], *self._off_hours(timestamp, value)]
        late, long = self._steps
        unsteady = math.log((late + floor) / (long + floor))
        logs = np.log(np.abs([*away, *self._strangeness(value)]) + floor)
        spans = np.minimum(np.array(_SPANS), self._count + 1.0)
        self._means = means + (value - means) / spans
        self._steps = [
            mean + (change - mean) / min(span, self._count + 1.0) for mean, span in ((late, 10.0), (long, 200.0))
        ]
        return np.concatenate([logs, [max(unsteady, 0.0), max(-unsteady, 0.0)], self._off_rank(rank)])

    def _rank(self, value: float) -> float:
        """Return which share of the past lies below a value."""
        known = min(self._count, _PAST)
        if known <= _YOUNG:
            return 0.5
        past = self._past[-known:]
        return (np.count_nonzero(past < value) + 0.5 * np.count_nonzero(past == value)) / known

    def _off_rank(self, rank: float) -> Array:
        """Return how far ranks of late are from the middle, and from those before, as logarithms."""
        self._ranks += (rank - self._ranks) / _RANK_SPANS
        short, middle, long = self._ranks
        return np.log(np.abs([short - 0.5, middle - long]) + 0.02)

    def _off_hours(self, timestamp: float, value: float) -> list[float]:
        """Return how far a value is from the mean of its hour of the day and of the week; 0 while that is not known."""
        hour = int(timestamp // 3600)
        out = []
        for place, pace in ((hour % _HOURS, _DAY_PACE), (_HOURS + hour % _WEEK, _WEEK_PACE)):
            mean, count = self._by_hour[:, place]
            self._by_hour[:, place] = mean + (value - mean) * max(1 / (count + 1), pace), count + 1
            out.append(float(value - mean) if count > 2 else 0.0)
        return out

    def _strangeness(self, value: float) -> list[float]:
        """Return for each length how far the last stretch is from the one most like it in the past."""
        out = []
        fresh = (value - self._past) ** 2
        for unlike, length in zip(self._unlike, _SHAPES, strict=True):
            gone = (self._past[-length] - np.roll(self._past, length)) ** 2
            np.maximum(unlike + fresh - gone, 0.0, out=unlike)
            known = min(self._count, _PAST) - length
            out.append(math.sqrt(unlike[_PAST - known : _PAST - length].min() / length) if known > 2 * length else 0.0)
        self._past[:-1] = self._past[1:]
        self._past[-1] = value
        return out

    def _record(self, beyond: float) -> float:
        """Return the evidence of a value outside of the range seen, `beyond` in widths of it."""
        return min(0.5 * math.log(self._count + 1.0) + 30 * beyond, 10.0) if beyond > 0 and self._count > 1 else 0.0

    def _told(self, surprise: float) -> float:
        """Return the score of a surprise after what is held against it."""
        if self._count <= _YOUNG:
            return 0.0
        evidence = max(surprise - _HELD * self._held, 0.0)
        self._held = max(self._held * math.exp(-1 / (_FADES * max(self._count, 100))), evidence)
        return evidence / (evidence + _HALF)
