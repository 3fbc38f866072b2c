"""Steady noise (a fan, a hum, running water) taken out of speech while it is spoken."""

from __future__ import annotations

from math import inf

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

_FRAME = 512
_HOP = _FRAME // 2
_SAMPLE_BYTES = 2
_WINDOW = np.sqrt(np.hanning(_FRAME + 1)[:_FRAME])
_WINDOW.setflags(write=False)

_QUIET = 0.15
"""Share of the frames that is taken to hold no speech, in each band by itself."""

_USUAL = 2.0
"""By how much noise is usually stronger than in those frames."""

_LEAST_GAIN = 0.15
"""What is left of a band that holds nothing but noise: less would sound like music."""

_MEMORY = 0.96
"""How much of what was speech in the last frame counts in this one."""

_LOUDEST = 32_767
_TINY = 1e-3

_LOUD = 0.9
"""The frame that is louder than so many tells how loud somebody speaks."""

Samples = NDArray[np.float64]


class NoiseFilter:
    """A Wiener filter, half a frame behind: each band is turned down by how much of it is noise.

    What it has not learned yet passes as it is.
    """

    def __init__(self) -> None:
        self._noise: Samples | None = None
        self.clear_db = inf
        """By how much the loud moments of what was learned from stand out from the quiet ones."""
        self._speech = np.zeros(_HOP + 1)
        self._taken = np.zeros(_HOP)
        self._half: Samples | None = None

    def learn(self, pcm: bytes) -> None:
        """Take the noise from the quietest moments of a sound; it need not hold silence."""
        samples = _samples(pcm)
        if len(samples) >= _FRAME:
            frames = sliding_window_view(samples, _FRAME)[::_HOP] * _WINDOW
            self._noise = _USUAL * np.quantile(np.abs(np.fft.rfft(frames)) ** 2, _QUIET, axis=0) + _TINY
            quiet, loud = np.quantile(np.square(frames).mean(axis=1), (_QUIET, _LOUD)) + 1
            self.clear_db = float(10 * np.log10(loud / quiet))

    def clean(self, pcm: bytes) -> bytes:
        """Return what is ready of the sound so far, with less noise."""
        self._taken = np.concatenate([self._taken, _samples(pcm)])
        ready = []
        while len(self._taken) >= _FRAME:
            frame = self._filtered(self._taken[:_FRAME])
            if self._half is not None:  # the first is of the silence before the sound
                ready.append(self._half + frame[:_HOP])
            self._half, self._taken = frame[_HOP:], self._taken[_HOP:]
        return np.concatenate([[], *ready]).clip(-_LOUDEST, _LOUDEST).astype("<i2").tobytes()

    def rest(self) -> bytes:
        """Return what is still to come of the sound at its end."""
        return self.clean(bytes(_SAMPLE_BYTES * _FRAME))

    def _filtered(self, frame: Samples) -> Samples:
        bands = np.fft.rfft(frame * _WINDOW)
        if self._noise is not None:
            power = np.abs(bands) ** 2
            above = np.maximum(power / self._noise - 1, 0)
            ratio = _MEMORY * self._speech / self._noise + (1 - _MEMORY) * above
            gain = np.maximum(ratio / (1 + ratio), _LEAST_GAIN)
            self._speech = gain**2 * power
            bands = bands * gain
        return np.fft.irfft(bands, _FRAME) * _WINDOW


def _samples(pcm: bytes) -> Samples:
    return np.frombuffer(pcm, "<i2").astype(np.float64)
