"""What the acoustic model looks at: cepstra, computed once while the sound comes, for every decoder that needs them."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from edgeassist.messages import SAMPLE_RATE

# What the model was trained with: its feat.params, and the library's defaults.
_FRAME = 410
_HOP = 160
_FFT = 512
_EMPHASIS = 0.97
_BANDS = 25
_LOWEST_HZ, _HIGHEST_HZ = 130.0, 6800.0
_COEFFICIENTS = 13
_LIFTER = 22
_TINY = 1e-4

_SAMPLE_BYTES = 2

Samples = NDArray[np.float64]


def _mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))


def _hz(mel: float) -> float:
    return float(700 * (10 ** (mel / 2595) - 1))


def _bands() -> Samples:
    """Return triangles of the same area, evenly spaced to the ear, their corners on lines of the spectrum."""
    line = SAMPLE_RATE / _FFT
    corners = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _BANDS + 2)
    low, middle, high = (
        np.array([np.floor(_hz(mel) / line + 0.5) * line for mel in corners[at : at + _BANDS]])[:, None]
        for at in range(3)
    )
    hz = np.arange(_FFT // 2 + 1) * line
    sides = np.minimum((hz - low) / (middle - low), (high - hz) / (high - middle))
    return np.asarray(np.maximum(sides, 0) * 2 / (high - low))


def _cosines() -> Samples:
    rows = np.cos(np.pi / _BANDS * np.outer(np.arange(_COEFFICIENTS), np.arange(_BANDS) + 0.5)) * np.sqrt(2 / _BANDS)
    rows[0] = np.sqrt(1 / _BANDS)
    lift = 1 + _LIFTER / 2 * np.sin(np.arange(_COEFFICIENTS) * np.pi / _LIFTER)
    return np.asarray(rows * lift[:, None])


def _fixed(values: Samples) -> Samples:
    values.setflags(write=False)
    return values


_WINDOW = _fixed(np.hamming(_FRAME))
_TRIANGLES = _fixed(_bands().T.copy())
_COSINES = _fixed(_cosines().T.copy())


class Cepstra:
    """Cepstra of one utterance, frame by frame, the same as the library's."""

    def __init__(self) -> None:
        self._samples = np.zeros(1)
        """What no frame has begun with yet, after the sample before it."""
        self._floor = _NoiseFloor()
        self._sum = np.zeros(_COEFFICIENTS)
        self._count = 0

    def feed(self, pcm: bytes) -> bytes:
        """Return the frames that are whole with this sound, as the decoders take them."""
        self._samples = np.concatenate([self._samples, np.frombuffer(pcm, "<i2").astype(np.float64)])
        count = (len(self._samples) - 1 - _FRAME) // _HOP + 1
        if count <= 0:
            return b""
        sharp = self._samples[1:] - _EMPHASIS * self._samples[:-1]
        frames = sliding_window_view(sharp, _FRAME)[::_HOP][:count] * _WINDOW
        self._samples = self._samples[count * _HOP :]
        powers = np.abs(np.fft.rfft(frames, _FFT)) ** 2 @ _TRIANGLES
        speech = np.array([self._floor.removed(power) for power in powers])
        cepstra = np.log(speech + _TINY) @ _COSINES
        sounding = cepstra[cepstra[:, 0] >= 0]
        self._sum += sounding.sum(axis=0)
        self._count += len(sounding)
        return cepstra.astype("<f4").tobytes()

    def rest(self) -> bytes:
        """Return the last frame, which silence fills up."""
        return self.feed(bytes(_SAMPLE_BYTES * (_FRAME + 1 - len(self._samples)))) if len(self._samples) > 1 else b""

    def mean(self) -> str:
        """Return the mean of all so far, digital silence left out, as the library writes it."""
        return ",".join(f"{value:.4f}" for value in self._sum / max(1, self._count))


_SMOOTH = 0.7
_RISE, _FALL = 0.995, 0.5
_MASK_FADE, _MASK = 0.85, 0.2
_MOST_GAIN = 20.0
_NEIGHBOURS = 4


class _NoiseFloor:
    """The library's own way of taking out noise: the model was trained on what it leaves."""

    def __init__(self) -> None:
        self._power: Samples | None = None
        self._noise = self._floor = self._peak = np.zeros(_BANDS)

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
    near = np.abs(np.subtract.outer(np.arange(_BANDS), np.arange(_BANDS))) <= _NEIGHBOURS
    return np.asarray(near / near.sum(axis=1, keepdims=True))


_AVERAGES = _fixed(_averages())
