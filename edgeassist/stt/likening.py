"""Makes a voice vary as much as those that the acoustic model was trained on: sharper or duller ones are misheard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from edgeassist.mel import COEFFICIENTS, Samples, fixed

USUAL = fixed(np.array([16.7, 15.8, 13.6, 20.0, 19.0, 15.5, 17.0, 16.0, 15.0, 14.5, 13.5, 12.0, 12.0]))
"""How far the cepstra of most voices lie from their mean."""

_FIRST = 3
"""The cepstra before this one tell how loud it is, and how bright: that is the room's as much as the voice's."""

_DOUBT = 50
"""Frames of a usual voice that every voice is taken to have begun with: of a few nothing can be told."""


@dataclass(frozen=True, slots=True)
class Likening:
    """Factors for cepstra, and their mean after them."""

    factors: Samples
    means: Samples

    @classmethod
    def of(cls, mean: Samples, variance: Samples, count: int) -> Likening:
        """Return what makes of cepstra with this mean and variance, in so many frames, usual ones."""
        believed = (count * variance + _DOUBT * USUAL**2) / (count + _DOUBT)
        factors = np.where(np.arange(COEFFICIENTS) < _FIRST, 1.0, USUAL / np.sqrt(believed))
        return cls(factors, mean * factors)

    @property
    def mean(self) -> str:
        """The mean of the cepstra that it returns, as the library writes it."""
        return ",".join(f"{value:.4f}" for value in self.means)

    def usual(self, frames: bytes) -> bytes:
        """Return cepstra as those of a usual voice."""
        cepstra = np.frombuffer(frames, "<f4").reshape(-1, COEFFICIENTS)
        return (cepstra * self.factors).astype("<f4").tobytes()
