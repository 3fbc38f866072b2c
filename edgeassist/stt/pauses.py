"""Where somebody who speaks pauses, told by how loud it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edgeassist.messages import SAMPLE_RATE, Chunk

_SAMPLE_BYTES = 2

_PAUSE_S = 0.2
"""No sound inside a word is quiet for so long."""

_SPOKEN_S = 0.1
_LEAST_RANGE_DB = 10.0
"""What differs less is one sound, not speech and silence."""

_LOUD = 0.4
"""Share of the range from the quietest to the loudest from which on it is loud."""

_FLOOR_DB = -65.0
"""Quieter than any room: a microphone that fades to zeros."""


def samples_of(chunk: Chunk) -> NDArray[np.float32]:
    """Return the sound of a chunk, between -1 and 1; half a sample at its end is left out."""
    pcm = chunk.pcm[: len(chunk.pcm) // _SAMPLE_BYTES * _SAMPLE_BYTES]
    return np.frombuffer(pcm, np.int16).astype(np.float32) / np.float32(32768)


class Pauses:
    """Follows how loud one utterance is.

    >>> pauses, tone, hush = Pauses(), np.full(1600, 0.1), np.full(1600, 0.001)
    >>> [pauses.feed(sound) for sound in (hush, tone, tone, hush, hush, hush)]
    [False, False, False, False, True, False]
    >>> round(pauses.loud_s, 1)
    0.2
    """

    def __init__(self) -> None:
        self._levels: list[tuple[float, float]] = []
        self._least = 0.0
        self._most = _FLOOR_DB
        self.quiet_s = 0.0
        """For how long it has been quiet since somebody spoke."""

    def feed(self, samples: NDArray[np.float32]) -> bool:
        """Take the next sound, between -1 and 1; return whether a pause begins to be one with it."""
        if not len(samples):
            return False
        level = max(_FLOOR_DB, 10 * float(np.log10(np.mean(np.square(samples)) + 1e-12)))
        length_s, before_s = len(samples) / SAMPLE_RATE, self.quiet_s
        self._levels.append((level, length_s))
        self._least, self._most = min(self._least, level), max(self._most, level)
        self.quiet_s = 0.0 if level > self._border() else before_s + length_s
        return before_s < _PAUSE_S - _ROUNDING_S <= self.quiet_s and self.loud_s >= _SPOKEN_S

    @property
    def loud_s(self) -> float:
        """How long it was loud; 0 for a sound that stays the same."""
        if self._most - self._least < _LEAST_RANGE_DB:
            return 0.0
        border = self._border()
        return sum(length_s for level, length_s in self._levels if level > border)

    def _border(self) -> float:
        return self._least + _LOUD * max(_LEAST_RANGE_DB, self._most - self._least)


_ROUNDING_S = 1e-6
