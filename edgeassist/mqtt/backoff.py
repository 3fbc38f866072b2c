"""How long to wait before the next attempt."""

from __future__ import annotations

from collections.abc import Callable

_FIRST_S = 1.0
_LONGEST_S = 60.0


class Backoff:
    """Waits twice as long after every failure, spread so that many satellites do not come back at the same moment.

    >>> backoff = Backoff(chance=lambda: 1.0)
    >>> [backoff.next_s() for _ in range(8)]
    [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]
    """

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        """Returns a number from 0 to 1."""
        self._longest_s = _FIRST_S

    def next_s(self) -> float:
        """Return how long to wait: between half of the present delay and all of it."""
        delay_s = self._longest_s * (0.5 + self._chance() / 2)
        self._longest_s = min(2 * self._longest_s, _LONGEST_S)
        return delay_s

    def reset(self) -> None:
        """Begin anew: it worked."""
        self._longest_s = _FIRST_S
