"""The front of pocketsphinx's acoustic model: spectra, their bands and cosines, as its feat.params say, in numpy."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from edgeassist.messages import SAMPLE_RATE

Samples = NDArray[np.float64]

FRAME, HOP = 410, 160
"""Samples of a frame, 25.6 ms, and from one to the next."""
BANDS = 25
COEFFICIENTS = 13

_FFT = 512
_EMPHASIS = 0.97
_LOWEST_HZ, _HIGHEST_HZ = 130.0, 6800.0
_LIFTER = 22


def spectra(samples: Samples) -> Samples:
    """Return the power spectra of all frames that are whole in `samples`; the first sample only comes before them."""
    sharp = samples[1:] - _EMPHASIS * samples[:-1]
    frames = sliding_window_view(sharp, FRAME)[::HOP] * _WINDOW
    return np.asarray(np.abs(np.fft.rfft(frames, _FFT)) ** 2)


def fixed(values: Samples) -> Samples:
    """Return `values`, which nobody can change any more."""
    values.setflags(write=False)
    return values


def _mel(hz: float) -> float:
    return float(2595 * np.log10(1 + hz / 700))


def _hz(mel: float) -> float:
    return float(700 * (10 ** (mel / 2595) - 1))


def triangles(higher: float = 1.0) -> Samples:
    """Return what makes bands of a power spectrum, for voices that resonate so many times higher than usual.

    They are triangles of the same area, evenly spaced to the ear, their corners on lines of the spectrum.
    """
    line = SAMPLE_RATE / _FFT
    corners = np.linspace(_mel(_LOWEST_HZ), _mel(_HIGHEST_HZ), BANDS + 2)
    low, middle, high = (
        np.array([np.floor(higher * _hz(mel) / line + 0.5) * line for mel in corners[at : at + BANDS]])[:, None]
        for at in range(3)
    )
    hz = np.arange(_FFT // 2 + 1) * line
    sides = np.minimum((hz - low) / (middle - low), (high - hz) / (high - middle))
    return np.asarray(np.maximum(sides, 0) * 2 / (high - low)).T.copy()


def _cosines() -> Samples:
    rows = np.cos(np.pi / BANDS * np.outer(np.arange(COEFFICIENTS), np.arange(BANDS) + 0.5)) * np.sqrt(2 / BANDS)
    rows[0] = np.sqrt(1 / BANDS)
    lift = 1 + _LIFTER / 2 * np.sin(np.arange(COEFFICIENTS) * np.pi / _LIFTER)
    return np.asarray(rows * lift[:, None])


_WINDOW = fixed(np.hamming(FRAME))
TRIANGLES = fixed(triangles())
"""Power spectrum to power of the bands."""
COSINES = fixed(_cosines().T.copy())
"""Logarithms of those to cepstra."""
