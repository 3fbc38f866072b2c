"""From the score of one wake word, chunk by chunk, to what is worth a reaction: heard, almost heard, refused."""

from __future__ import annotations

import math
from collections.abc import Callable

_NEAR = 0.5
"""The share of the threshold from which on something was almost the wake word."""
LOOKS = 2
"""How often one rise of the score is looked at again: the first time the word may not have been over yet."""
_STEEPNESS = 6.0
_EASE = 0.2
"""Sensitivity that is added where there is a second look: both together miss no more than the score alone did.

Synthetic voices, 528 wake words and 2,400 close phrases: 136 missed and 421 taken in place of 152 and 812.
"""


class Following:
    """Follows a score; a word counts once, and again when its score has been low for `refractory_s`."""

    def __init__(
        self, threshold: float, sensitivity: float = 0.5, *, looked_at: bool = False, refractory_s: float = 0.5
    ) -> None:
        self.base = threshold
        """What counts as heard at a sensitivity of 0.5."""
        self.sensitivity = sensitivity
        """From 0, hears little, to 1, hears much."""
        self.near_misses = 0
        """How often it was almost enough."""
        self.refused = 0
        """How often the score was enough, and the second look said no."""
        self._ease = _EASE if looked_at else 0.0
        self._refractory_s = refractory_s
        self._deaf_until = -math.inf
        self._rising = False
        """Whether the score is between near and high enough, and has not been high enough since it was low."""
        self._looks = 0

    @property
    def threshold(self) -> float:
        """Return the score above which it counts as heard now; less is enough where somebody looks again."""
        return self.threshold_at(self.sensitivity)

    def threshold_at(self, sensitivity: float) -> float:
        """Return what it would be at another sensitivity."""
        return shifted(self.base, sensitivity + self._ease)

    def hears(self, score: float, end: float, sure: Callable[[], bool]) -> bool:
        """Return whether the chunk that ends at `end` completes the word; `sure` is asked once its score is enough."""
        if score <= self.threshold:
            self._note_low(score, deaf=end < self._deaf_until)
            return False
        self._rising = False
        if end < self._deaf_until:
            self._deaf_until = end + self._refractory_s
            return False
        if self._looks >= LOOKS:
            return False
        self._looks += 1
        if not sure():
            return False
        self._looks = 0
        self._deaf_until = end + self._refractory_s
        return True

    def _note_low(self, score: float, *, deaf: bool) -> None:
        """Count a rise of the score that ends without having been enough, or that was refused."""
        near = score > _NEAR * self.threshold
        self.near_misses += self._rising and not near
        self._rising = near and not self._looks and (self._rising or not deaf)
        if not near:
            self.refused += self._looks > 0
            self._looks = 0


def shifted(threshold: float, sensitivity: float) -> float:
    """Return a threshold as `sensitivity` moves it: 0.5 leaves it, more lowers it.

    >>> [round(shifted(0.85, sensitivity), 2) for sensitivity in (0.0, 0.3, 0.5, 0.7, 1.0)]
    [0.99, 0.95, 0.85, 0.63, 0.22]
    """
    odds = math.log(threshold / (1 - threshold)) - _STEEPNESS * (sensitivity - 0.5)
    return 1 / (1 + math.exp(-odds))
