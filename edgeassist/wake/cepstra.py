"""What the ear of an acoustic model gets: mel cepstra with their changes, as pocketsphinx computes them, in numpy."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from edgeassist.messages import SAMPLE_RATE

_WINDOW = 410
"""Samples: 25.6 ms."""
_HOP = 160
_FFT = 512
_FILTERS, _LOWEST_HZ, _HIGHEST_HZ = 25, 130.0, 6_800.0
_CEPSTRA = 13
_LIFTER = 22
_EMPHASIS = 0.97
_FLOOR = 8e4
"""Noise that is added to the power, 65 dB below full scale: what is silent to the last bit would outweigh all else."""
_REACH = 3
"""Frames before and after that a change is taken from."""

Features = NDArray[np.float32]
"""One row a frame of 10 ms: cepstra, their first and second differences, each with 13 columns."""


def features(pcm: bytes) -> Features:
    """Return the features of signed 16 bit samples at 16 kHz, the mean of their cepstra taken away.

    >>> features(bytes(2 * 16_000)).shape
    (98, 3, 13)
    """
    cepstra = _cepstra(np.frombuffer(pcm[: len(pcm) // 2 * 2], "<i2").astype(np.float64))
    cepstra -= cepstra.mean(axis=0)
    count = len(cepstra)
    padded = np.pad(cepstra, ((_REACH, _REACH), (0, 0)), "edge")

    def _at(offset: int) -> NDArray[np.float64]:
        return padded[_REACH + offset : _REACH + offset + count]

    changes = _at(2) - _at(-2), (_at(3) - _at(-1)) - (_at(1) - _at(-3))
    return np.stack([cepstra, *changes], axis=1).astype(np.float32)


def _cepstra(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    sharpened = np.append(samples[:1], samples[1:] - _EMPHASIS * samples[:-1])
    frames = np.lib.stride_tricks.sliding_window_view(sharpened, _WINDOW)[::_HOP]
    power = np.abs(np.fft.rfft(frames * np.hamming(_WINDOW), _FFT)) ** 2
    mel, cosines = _tables()
    energies = (power[:, None, :] + _FLOOR) @ mel  # a frame at a time: large products are spread over threads, and wait
    return np.asarray(np.log(energies[:, 0]) @ cosines)


@cache
def _tables() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return what turns a power spectrum into the energies of the filters, and their logarithms into cepstra."""
    step = SAMPLE_RATE / _FFT
    edges = 700 * (10 ** (np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), _FILTERS + 2) / 2595) - 1)
    edges = np.round(edges / step) * step
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    hertz = np.arange(_FFT // 2 + 1)[:, None] * step
    rise, fall = (hertz - low) / (middle - low), (high - hertz) / (high - middle)
    mel = np.maximum(0, np.minimum(rise, fall)) * 2 / (high - low)
    number = np.arange(_CEPSTRA)
    cosines = np.cos(np.pi * (np.arange(_FILTERS)[:, None] + 0.5) * number / _FILTERS) * np.sqrt(2 / _FILTERS)
    cosines[:, 0] *= np.sqrt(0.5)
    return mel, cosines * (1 + _LIFTER / 2 * np.sin(np.pi * number / _LIFTER))


def _mel(hertz: float) -> float:
    return float(2595 * np.log10(1 + hertz / 700))
