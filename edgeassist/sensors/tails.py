"""How unlikely a number is, judged by what the same sensor has shown before.

A tail is three numbers: a high quantile, the mean excess over it, and how many numbers were seen. Beyond the quantile
the excess counts as exponential with a mean that is not known exactly: few numbers make for a heavier tail, so that
a young sensor is surprised by little. Numbers are best handed over as logarithms, which makes the tail of the quantity
itself a power law.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from edgeassist.sensors.maths import Maths, Quantity

_SLOWEST = 0.005
"""The pace of an old tail."""

_REACH = 3.0
"""In mean excesses: what is further away is learned from as if it were there."""


class TailState(NamedTuple):
    """What is kept for each tail."""

    quantile: Quantity
    excess: Quantity
    seen: Quantity


class Tail:
    """The rule; the state is kept by the caller.

    >>> from edgeassist.sensors.maths import ONE
    >>> tail, state = Tail(top=0.1, memory=60, prior=0.5), TailState(0.0, 0.0, 0.0)
    >>> for number in range(1000):
    ...     state = tail.learned(ONE, state, number % 10 / 10)
    >>> tail.evidence(ONE, state, 0.5), tail.evidence(ONE, state, 3.0) > 10
    (0.0, True)
    """

    def __init__(self, *, top: float, memory: float, prior: float, least: float = 0.2) -> None:
        """Make a rule.

        `top`: the share of numbers beyond the quantile; `memory`: how many of them make the mean excess; `prior`: its
        start; `least`: what it counts as at least, since numbers that are rounded seem steadier than they are.
        """
        self._top = top
        self._memory = memory
        self._prior = prior
        self._least = least
        self._at_quantile = -math.log(top)
        self._up = 0.3 * (1 - top) / top

    def evidence(self, m: Maths, state: TailState, x: Quantity) -> Quantity:
        """Return minus the logarithm of the chance that a number is as large; 0 below the quantile."""
        excess = m.most(x - state.quantile, 0.0)
        known = m.least(2.0 + self._top * state.seen, self._memory)
        return (excess > 0) * self._at_quantile + known * m.log1p(excess / (known * m.most(state.excess, self._least)))

    def learned(self, m: Maths, state: TailState, x: Quantity, weight: Quantity = 1.0) -> TailState:
        """Return the tail moved towards `x`; `weight`: how much it counts among those beyond the quantile."""
        quantile, mean, seen = state
        new = seen == 0
        quantile = m.where(new, x, quantile)
        mean = m.where(new, self._prior, mean)
        excess = m.least(x - quantile, _REACH * m.most(mean, self._least))
        beyond = excess > 0
        known = m.least(3.0 + self._top * seen, self._memory)
        pace = m.most(6.0 / (seen + 6.0), _SLOWEST) * (mean + 0.02)
        return TailState(
            quantile + m.where(beyond, m.least(self._up * pace, excess), (excess < 0) * -0.3 * pace),
            mean + weight * beyond * (excess - mean) / known,
            seen + 1.0,
        )
