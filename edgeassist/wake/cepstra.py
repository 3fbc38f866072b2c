"""What the ear of an acoustic model gets: mel cepstra with their changes, as pocketsphinx computes them, in numpy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edgeassist.mel import COSINES, TRIANGLES, Samples, spectra

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

    def _at(offset: int) -> Samples:
        return padded[_REACH + offset : _REACH + offset + count]

    changes = _at(2) - _at(-2), (_at(3) - _at(-1)) - (_at(1) - _at(-3))
    return np.stack([cepstra, *changes], axis=1).astype(np.float32)


def _cepstra(samples: Samples) -> Samples:
    power = spectra(np.append(0.0, samples))
    energies = (power[:, None, :] + _FLOOR) @ TRIANGLES  # a frame at a time: large products are spread over threads
    return np.asarray(np.log(energies[:, 0]) @ COSINES)
