"""How long is too long: of gaps, of runs of one value, of what stands open, learned from those that ended.

Most lengths are near the usual one and say nothing about the rare long ones, so only those that are several times as
long are fitted, as a power law; together with how often they come they tell the length that is exceeded once in so many
weeks.
Four rows a sensor: the usual length, how many long ones, the sum of their logarithms, the longest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edgeassist.sensors.block import Array, Mask

_ONCE_IN_WEEKS = 30.0
_PRIOR_COUNT = 1.0


@dataclass(frozen=True, slots=True)
class Lengths:
    """The rule for one kind of length; the state is kept by the caller, shaped (4, n)."""

    long: float
    """What counts as long, in usual lengths."""
    slope: float
    """The power law's before any long one was seen: how the logarithm of a length grows with that of its rarity."""

    def learn(self, state: Array, length: Array, ended: Mask) -> None:
        """Take in the lengths where `ended`, in place."""
        usual, count, logs, longest = state
        new = ended & (usual == 0)
        usual[new] = length[new]
        ratio = length / np.maximum(self.long * usual, 1e-9)
        long = ended & (ratio > 1)
        count += long
        logs += np.where(long, np.log(np.maximum(ratio, 1)), 0)
        usual += ended * 0.05 * (np.minimum(length, 2 * self.long * usual) - usual)
        np.maximum(longest * np.where(ended, 0.9995, 1.0), np.where(ended, length, 0), out=longest)

    def limit(self, state: Array, weeks: Array) -> Array:
        """Return the length that is exceeded once in some thirty weeks, given what was seen in `weeks`."""
        usual, count, logs, longest = state
        a_week = (count + 0.3) / np.maximum(weeks, 0.2)
        slope = (logs + self.slope * _PRIOR_COUNT) / (count + _PRIOR_COUNT)
        limit = self.long * usual * np.maximum(a_week * _ONCE_IN_WEEKS, 1.0) ** slope
        limit = np.where(count >= 4, np.minimum(limit, 2.2 * longest), limit)
        return np.asarray(np.maximum(limit, 1.4 * longest))
