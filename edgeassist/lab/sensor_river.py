"""The detectors of river, one a sensor, with thresholds that a careful user would set."""

from __future__ import annotations

import math

from river.anomaly import GaussianScorer, HalfSpaceTrees, StandardAbsoluteDeviation
from river.stats import Mean, Quantile

_WARM_UP = 250


class HalfSpace:
    """Half-space trees on the value and its change, scaled to the range seen; odd is one score in five hundred."""

    def __init__(self) -> None:
        self._trees = HalfSpaceTrees(seed=1, n_trees=10, height=8)
        self._usual = Quantile(0.998)
        self._low, self._high = math.inf, -math.inf
        self._last: float | None = None
        self._seen = 0

    def score(self, value: float) -> float:
        """Return the trees' score of `value`, 0 to 1, and learn it."""
        spread = max(self._high - self._low, 1e-9)
        change = 0.5 if self._last is None else 0.5 + 0.5 * (value - self._last) / spread
        features = {"value": _clipped((value - min(self._low, value)) / spread), "change": _clipped(change)}
        score = float(self._trees.score_one(features))
        self._trees.learn_one(features)
        self._low, self._high, self._last = min(self._low, value), max(self._high, value), value
        return score

    def is_odd(self, value: float) -> bool:
        """Return whether the score is higher than all but a few of this sensor."""
        score = self.score(value)
        usual = self._usual.get()
        self._usual.update(score)
        self._seen += 1
        return bool(self._seen > _WARM_UP and usual is not None and score > usual)


class Gaussian:
    """A normal distribution of all values seen; odd is what is further out than one in a million."""

    def __init__(self) -> None:
        self._scorer = GaussianScorer(grace_period=_WARM_UP)

    def score(self, value: float) -> float:
        """Return how far out `value` is, 0 to 1, and learn it."""
        score = float(self._scorer.score_one(None, value))
        self._scorer.learn_one(None, value)
        return score

    def is_odd(self, value: float) -> bool:
        """Return whether `value` is further out than one in a million."""
        return self.score(value) > 1 - 1e-6


class AbsoluteDeviation:
    """Distance from the running mean in units of the mean absolute deviation; odd is more than seven."""

    def __init__(self) -> None:
        self._scorer = StandardAbsoluteDeviation(sub_stat=Mean())
        self._seen = 0

    def score(self, value: float) -> float:
        """Return the distance of `value`, and learn it."""
        score = abs(float(self._scorer.score_one(None, value)))
        self._scorer.learn_one(None, value)
        return score

    def is_odd(self, value: float) -> bool:
        """Return whether `value` is far out."""
        self._seen += 1
        return self.score(value) > 7 and self._seen > _WARM_UP


def _clipped(share: float) -> float:
    return min(1.0, max(0.0, share))
