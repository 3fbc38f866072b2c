"""From one sample rate to another, through soxr, which is loaded when it is needed."""

from __future__ import annotations

import numpy as np

from edgeassist.audio.pcm import Samples, from_floats, to_floats


def resample(pcm: bytes, source_rate: int, target_rate: int) -> bytes:
    """Return a whole sound at another rate."""
    if source_rate == target_rate:
        return pcm
    import soxr  # noqa: PLC0415  # --help stays fast

    return from_floats(soxr.resample(to_floats(pcm), source_rate, target_rate))


class Resampler:
    """Brings a stream from one rate to another, piece by piece."""

    def __init__(self, source_rate: int, target_rate: int) -> None:
        self._stream = None
        if source_rate != target_rate:
            import soxr  # noqa: PLC0415

            self._stream = soxr.ResampleStream(source_rate, target_rate, 1, dtype="float32")

    def feed(self, samples: Samples, *, last: bool = False) -> Samples:
        """Return what is ready; `last` gives the rest that the filter holds."""
        if self._stream is None:
            return samples
        return np.asarray(self._stream.resample_chunk(samples, last=last), np.float32)
