"""Whether a sound is as near as whoever speaks to us: a television talks as well, but from further away."""

from __future__ import annotations

from collections import deque

import numpy as np

from edgeassist.messages import CHUNK_S, Chunk

_RANGE_DB = 12.0
"""How far one speaker's voice falls below its loudest. Of 153 people's orders none stays lower for half a second."""

_ABOVE_FLOOR_DB = 4.0
"""What is no louder than the room is, is the room."""

_LEAST_RANGE_DB = 6.0
"""However loud the room: so far below its loudest a voice is still heard. What is louder was no room, but the voice."""

_FADES_DB = 3.0 * CHUNK_S
"""How much of the loudest is forgotten with each chunk: a bang is not what the rest is measured by."""

_SYLLABLE = 3
"""Chunks of which the loudest counts: a voice has holes that are no pauses."""

_REMEMBERED = round(3.0 / CHUNK_S)
_FLOOR_PERCENT = 10
_SILENT_DB = -100.0


class Loudness:
    """Follows how loud one speaker is, and how loud the room.

    >>> loudness = Loudness()
    >>> near, far = (np.resize([size, -size], 512).astype("<i2").tobytes() for size in (8000, 800))
    >>> loudness.is_near(Chunk(near, 0.0), speech=True)
    True
    >>> [loudness.is_near(Chunk(far, 0.0), speech=True) for _ in range(4)]
    [True, True, False, False]
    """

    def __init__(self) -> None:
        self._levels: deque[float] = deque(maxlen=_REMEMBERED)
        self._speaker = _SILENT_DB

    def is_near(self, chunk: Chunk, *, speech: bool) -> bool:
        """Take the next chunk; return whether it is loud enough to come from who speaks to us."""
        level = _level_db(chunk.pcm)
        self._levels.append(level)
        if speech:
            self._speaker = max(level, self._speaker - _FADES_DB)
        syllable = max(list(self._levels)[-_SYLLABLE:])
        floor = float(np.percentile(self._levels, _FLOOR_PERCENT)) + _ABOVE_FLOOR_DB
        if floor > self._speaker - _LEAST_RANGE_DB:
            floor = _SILENT_DB
        return syllable >= max(self._speaker - _RANGE_DB, floor)


def _level_db(pcm: bytes) -> float:
    """Return the power of samples in decibels; what is constant in them is no sound."""
    samples = np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32)
    return float(10 * np.log10(samples.var() + 1e-10)) if samples.size else _SILENT_DB
