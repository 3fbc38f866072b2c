"""Samples in their two forms: signed 16 bit as bytes, which stages hand over, and floats, which arithmetic wants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from edgeassist.messages import CHUNK_SAMPLES

Samples: TypeAlias = NDArray[np.float32]
"""One channel, full scale -1 to 1."""

_FULL_SCALE = 32768
_CHUNK_BYTES = 2 * CHUNK_SAMPLES


def to_floats(pcm: bytes) -> Samples:
    """Return signed 16 bit samples as floats; an odd last byte is dropped.

    >>> to_floats(bytes([0, 64, 0, 128])).tolist()
    [0.5, -1.0]
    """
    return np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float32) / np.float32(_FULL_SCALE)


def from_floats(samples: Samples) -> bytes:
    """Return floats as signed 16 bit samples; what is too loud is clipped, what is no number is silence.

    >>> from_floats(np.array([0.5, -2.0, float("nan")], np.float32)).hex()
    '004000800000'
    """
    scaled = np.rint(np.clip(np.nan_to_num(samples, nan=0.0), -1, 1) * _FULL_SCALE)
    return np.minimum(scaled, _FULL_SCALE - 1).astype("<i2").tobytes()


class Cutter:
    """Cuts a stream of bytes into the bytes of whole chunks."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, pcm: bytes) -> Iterator[bytes]:
        """Yield the chunks that are complete."""
        self._rest += pcm
        whole = len(self._rest) // _CHUNK_BYTES * _CHUNK_BYTES
        chunks, self._rest = self._rest[:whole], self._rest[whole:]
        for start in range(0, whole, _CHUNK_BYTES):
            yield chunks[start : start + _CHUNK_BYTES]

    @property
    def fill(self) -> int:
        """Samples that wait for their chunk to be complete."""
        return len(self._rest) // 2

    def rest(self) -> bytes:
        """Return what is left at the end, shorter than a chunk."""
        rest, self._rest = self._rest, b""
        return rest
