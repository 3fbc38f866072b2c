"""Noise taken out of cepstra: a small network has learned what speech in a kitchen would be in a quiet room.

Several frames together tell what of them is the voice: a regression from what the filter has left of the noise,
learned from the same speech with much noise and with little (`edgeassist lab denoise`). What is said in a quiet room
stays as it is.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from edgeassist.errors import ModelError
from edgeassist.mel import COEFFICIENTS
from edgeassist.stt.likening import USUAL

Values = NDArray[np.float32]

NOISY_DB = 21.0
"""What stands out from its noise by more is left as it is. Speech that is 12 dB louder than a kitchen, as powers are
counted, stands out by 14 to 20 dB here, since what is loudest counts; recordings of a quiet room by 37 and more."""

DECIBELS = 20.0
"""What by how much speech stands out is divided by for the network."""

LAYERS = 3


class Denoiser:
    """The network, for any number of utterances at a time.

    `weights` are a matrix and a row for each of its layers, rectified but for the last. It sees some frames at once, of
    which it corrects the middle one, and by how much the utterance stands out from its noise.
    """

    def __init__(self, weights: list[tuple[Values, Values]]) -> None:
        self._weights = weights
        self.around = (len(weights[0][0]) // COEFFICIENTS - 1) // 2
        """How many frames it looks at before and after the one that it corrects."""

    @staticmethod
    def width(around: int) -> int:
        """Return how many values the network takes that looks at so many frames on either side."""
        return (2 * around + 1) * COEFFICIENTS + 1

    @classmethod
    def load(cls, file: Path) -> Denoiser:
        """Return the network in a file; raises ModelError where that is damaged or something else."""
        try:
            with file.open("rb") as raw, np.load(raw, allow_pickle=False) as found:
                weights = [(found[f"matrix{n}"], found[f"row{n}"]) for n in range(LAYERS)]
            _checked(weights)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            cure = "restore it with 'git checkout models', or install edgeassist anew"
            raise ModelError(f"{file}: damaged, or nothing that takes noise out of speech ({error}); {cure}") from error
        return cls([(matrix.astype(np.float32), row.astype(np.float32)) for matrix, row in weights])

    def save(self, file: Path) -> None:
        """Write the network into a file, in half precision."""
        named = {f"matrix{n}": matrix.astype(np.float16) for n, (matrix, _) in enumerate(self._weights)}
        named |= {f"row{n}": row.astype(np.float16) for n, (_, row) in enumerate(self._weights)}
        np.savez(file, allow_pickle=False, **named)

    def corrected(self, frames: Values, clear_db: float) -> Values:
        """Return the frames of an utterance (count, `COEFFICIENTS`) but for `around` at both ends, with less noise.

        They are given without their mean, by how much usual ones vary.
        """
        count = len(frames) - 2 * self.around
        if count <= 0:
            return np.zeros((0, COEFFICIENTS), np.float32)
        windows = sliding_window_view(frames, 2 * self.around + 1, axis=0)[:count]
        seen = windows.transpose(0, 2, 1).reshape(count, -1)
        values = np.concatenate([seen, np.full((count, 1), clear_db / DECIBELS, np.float32)], axis=1)
        for number, (matrix, row) in enumerate(self._weights):
            values = (np.maximum(values, 0) if number else values) @ matrix + row
        return np.asarray(frames[self.around : self.around + count] + values)


class Denoised:
    """The cepstra of one utterance, some frames behind."""

    def __init__(self, denoiser: Denoiser) -> None:
        self._denoiser = denoiser
        self._frames: Values = np.zeros((0, COEFFICIENTS), np.float32)
        self._begun = False
        self.clear_db = 0.0
        """By how much it stands out from its noise, as far as is known."""

    def feed(self, frames: bytes, mean: NDArray[np.float64]) -> bytes:
        """Return what is ready of the cepstra so far, as the decoders take them; `mean` is theirs."""
        cepstra = np.frombuffer(frames, "<f4").reshape(-1, COEFFICIENTS)
        new = ((cepstra - mean) / USUAL).astype(np.float32)
        if not self._begun and len(new):
            new, self._begun = np.concatenate([self._edge(new[:1]), new]), True
        self._frames = np.concatenate([self._frames, new])
        ready = self._denoiser.corrected(self._frames, self.clear_db)
        self._frames = self._frames[len(ready) :]
        return (ready * USUAL + mean).astype("<f4").tobytes()

    def rest(self, mean: NDArray[np.float64]) -> bytes:
        """Return what is still to come at the end."""
        self._frames = np.concatenate([self._frames, self._edge(self._frames[-1:])])
        return self.feed(b"", mean)

    def _edge(self, frame: Values) -> Values:
        """Return what stands for the frames before the first one, and after the last."""
        return np.repeat(frame, self._denoiser.around, axis=0)


def _checked(weights: list[tuple[NDArray[np.float16], NDArray[np.float16]]]) -> None:
    """Raise ValueError where the layers do not go together, or a weight is no number."""
    widths = [matrix.shape[0] for matrix, _ in weights[1:]]
    if any(matrix.ndim != 2 or row.shape != matrix.shape[1:] for matrix, row in weights):
        raise ValueError("the layers have no proper shape")
    first, last = weights[0][0].shape[0], weights[-1][0].shape[1]
    around = (first // COEFFICIENTS - 1) // 2
    if around < 0 or first != Denoiser.width(around) or last != COEFFICIENTS:
        raise ValueError(f"from {first} values it makes {last}")
    if [matrix.shape[1] for matrix, _ in weights[:-1]] != widths:
        raise ValueError("the layers do not go together")
    if not all(np.isfinite(values).all() for layer in weights for values in layer):
        raise ValueError("some weights are no numbers")
