"""How long is too long: of gaps, of runs of one value, of what stands open, learned from those that ended.

Most lengths are near the usual one and say nothing about the rare long ones, so only those that are several times as
long are fitted, as a power law; together with how often they come they tell the length that is exceeded once in so many
weeks.
Five rows a sensor: the usual length, how many long ones, the sum of their logarithms, the second longest, the longest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edgeassist.sensors.block import Array

_ONCE_IN_WEEKS = 30.0
_PRIOR_COUNT = 1.0
_REACH = 3.0
"""In slopes: what is further from the usual length is learned from as if it were there."""

_MORE = 1.4
"""How much longer than what was seen is nothing strange."""

_MOST = 2.2
_FEW = 4.8
"""The same where few were seen: an infinite number of them would be the limit, four are far from it."""

_TOLD_MORE = 1.15
"""How much longer something may be after it was told that it was too long."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """The rule for one kind of length; the state is kept by the caller, shaped (5, n)."""

    long: float
    """What counts as long, in usual lengths."""
    slope: float
    """The power law's before any long one was seen: how the logarithm of a length grows with that of its rarity."""
    believes_one: bool = False
    """Whether it can be usual what was seen once; otherwise it has to come twice, and what was told is not believed."""

    def learn(self, state: Array, length: Array, limit: Array) -> None:
        """Take in the lengths above 0, in place; of one beyond `limit` it is known only that it was long."""
        usual, count, logs, second, longest = state
        ended = length > 0
        told = (limit > 0) & (length > limit)
        length = np.where(told, limit, length)
        new = ended & (usual == 0)
        usual[new] = length[new]
        ratio = length / np.maximum(self.long * usual, 1e-9)
        long = ended & (ratio > 1)
        reach = _REACH * self._slope_of(count, logs)
        count += long
        logs += np.where(long, np.minimum(np.log(np.maximum(ratio, 1)), reach), 0)
        usual += ended * 0.05 * (np.minimum(length, 2 * self.long * usual) - usual)
        fade = np.where(ended, 0.9995, 1.0)
        believed = ended & (~told | self.believes_one)
        twice = np.where(told, _TOLD_MORE / _MORE * limit, believed * np.minimum(length, longest))
        np.maximum(second * fade, twice, out=second)
        np.maximum(longest * fade, believed * length, out=longest)

    def limit(self, state: Array, weeks: Array) -> Array:
        """Return the length that is exceeded once in some thirty weeks, given what was seen in `weeks`."""
        usual, count, logs, second, longest = state
        a_week = (count + 0.3) / np.maximum(weeks, 0.2)
        limit = self.long * usual * np.maximum(a_week * _ONCE_IN_WEEKS, 1.0) ** self._slope_of(count, logs)
        few = _MOST if self.believes_one else np.maximum(_MORE, 1 + _FEW / np.maximum(count, 1))
        limit = np.where(count >= 4, np.minimum(limit, few * longest), limit)
        return np.asarray(np.maximum(limit, _MORE * (longest if self.believes_one else second)))

    def _slope_of(self, count: Array, logs: Array) -> Array:
        return np.asarray((logs + self.slope * _PRIOR_COUNT) / (count + _PRIOR_COUNT))
