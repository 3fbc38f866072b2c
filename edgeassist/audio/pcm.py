"""Samples in their two forms: signed 16 bit as bytes, which stages hand over, and floats, which arithmetic wants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import soxr
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


def resample(pcm: bytes, source_rate: int, target_rate: int) -> bytes:
    """Return a whole sound at another rate."""
    if source_rate == target_rate:
        return pcm
    return from_floats(soxr.resample(to_floats(pcm), source_rate, target_rate))


class Resampler:
    """Brings a stream from one rate to another, piece by piece."""

    def __init__(self, source_rate: int, target_rate: int) -> None:
        same = source_rate == target_rate
        self._stream = None if same else soxr.ResampleStream(source_rate, target_rate, 1, dtype="float32")

    def feed(self, samples: Samples, *, last: bool = False) -> Samples:
        """Return what is ready; `last` gives the rest that the filter holds."""
        if self._stream is None:
            return samples
        return np.asarray(self._stream.resample_chunk(samples, last=last), np.float32)


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
