"""What the acoustic model looks at: cepstra, computed once while the sound comes, for every decoder that needs them."""

from __future__ import annotations

import numpy as np

from edgeassist.mel import BANDS, COEFFICIENTS, COSINES, FRAME, HOP, TRIANGLES, Samples, fixed, spectra, triangles
from edgeassist.stt.likening import Likening

_TINY = 1e-4

_SAMPLE_BYTES = 2


class Cepstra:
    """Cepstra of one utterance, frame by frame, the same as the library's.

    A voice that resonates so many times `higher` than usual has the cepstra of a usual one.
    """

    def __init__(self, higher: float = 1.0) -> None:
        self._triangles = TRIANGLES if higher == 1.0 else triangles(higher)
        self._samples = np.zeros(1)
        """What no frame has begun with yet, after the sample before it."""
        self._floor = _NoiseFloor()
        self._sum = self._squares = np.zeros(COEFFICIENTS)
        self._count = 0

    def feed(self, pcm: bytes) -> bytes:
        """Return the frames that are whole with this sound, as the decoders take them."""
        self._samples = np.concatenate([self._samples, np.frombuffer(pcm, "<i2").astype(np.float64)])
        count = (len(self._samples) - 1 - FRAME) // HOP + 1
        if count <= 0:
            return b""
        powers = spectra(self._samples) @ self._triangles
        self._samples = self._samples[count * HOP :]
        speech = np.array([self._floor.removed(power) for power in powers])
        cepstra = np.log(speech + _TINY) @ COSINES
        sounding = cepstra[cepstra[:, 0] >= 0]
        self._sum = self._sum + sounding.sum(axis=0)
        self._squares = self._squares + np.square(sounding).sum(axis=0)
        self._count += len(sounding)
        return cepstra.astype("<f4").tobytes()

    def rest(self) -> bytes:
        """Return the last frame, which silence fills up."""
        return self.feed(bytes(_SAMPLE_BYTES * (FRAME + 1 - len(self._samples)))) if len(self._samples) > 1 else b""

    def likening(self) -> Likening:
        """Return what makes the voice so far a usual one, by its mean and variance, digital silence left out."""
        count = max(1, self._count)
        mean = self._sum / count
        return Likening.of(mean, np.maximum(self._squares / count - mean**2, 0), self._count)


_SMOOTH = 0.7
_RISE, _FALL = 0.995, 0.5
_MASK_FADE, _MASK = 0.85, 0.2
_MOST_GAIN = 20.0
_NEIGHBOURS = 4


class _NoiseFloor:
    """The library's own way of taking out noise: the model was trained on what it leaves."""

    def __init__(self) -> None:
        self._power: Samples | None = None
        self._noise = self._floor = self._peak = np.zeros(BANDS)

    def removed(self, power: Samples) -> Samples:
        """Return the power of the bands in the next frame without noise."""
        if self._power is None:
            self._power = power
            self._noise = self._floor = power / _MOST_GAIN
        self._power = _SMOOTH * self._power + (1 - _SMOOTH) * power
        self._noise = _below(self._noise, self._power)
        signal = np.maximum(self._power - self._noise, 1.0)
        self._floor = _below(self._floor, signal)
        faded = _MASK_FADE * self._peak
        self._peak = np.maximum(faded, signal)
        signal = np.where(signal < _MASK_FADE * faded, _MASK * faded, signal)
        gain = np.maximum(signal, self._floor) / np.maximum(self._power, _TINY)
        return np.asarray(power * (_AVERAGES @ gain.clip(1 / _MOST_GAIN, _MOST_GAIN)))


def _below(floor: Samples, power: Samples) -> Samples:
    """Return what follows a power slowly upwards and fast downwards."""
    keep = np.where(power >= floor, _RISE, _FALL)
    return np.asarray(keep * floor + (1 - keep) * power)


def _averages() -> Samples:
    near = np.abs(np.subtract.outer(np.arange(BANDS), np.arange(BANDS))) <= _NEIGHBOURS
    return np.asarray(near / near.sum(axis=1, keepdims=True))


_AVERAGES = fixed(_averages())
