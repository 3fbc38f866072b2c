"""How likely each sound of English is, moment by moment: the acoustic model of the pocketsphinx wheel, read by numpy.

Only its sounds out of context are used. That takes a few milliseconds a second of sound, where the library's own
search takes fifty and holds the interpreter meanwhile.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from edgeassist.errors import ModelError
from edgeassist.wake.cepstra import Features

Scores = NDArray[np.float32]
"""Logarithms of likelihoods: frame, phone, state."""

_STATES = 3
_LOG_STEP = 1024 * float(np.log(1.0001))
"""Weights of mixtures are kept as whole numbers of this, negative."""
_LEAST_VARIANCE = 1e-4
_FAINTEST = -30.0
_TINY = 1e-30
_ORDER = 0x11223344
_HEAD_INTS = 10


def model_folder() -> Path | None:
    """Return where the pocketsphinx wheel keeps its models of US English; None: it is not installed."""
    found = find_spec("pocketsphinx")
    return None if found is None or found.origin is None else Path(found.origin).parent / "model" / "en-us"


@dataclass(frozen=True)
class AcousticModel:
    """Gaussian mixtures, one set of densities a phone."""

    phones: tuple[str, ...]
    weights: NDArray[np.float32]
    """Phone, stream, density, state."""
    slopes: NDArray[np.float32]
    """Phone, stream, (features, their squares), density."""
    offsets: NDArray[np.float32]
    """Phone, stream, 1, density."""

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Return the model of a folder; raises ModelError where it is none of the kind that the wheel has."""
        try:
            means, variances = _gaussians(folder / "means"), _gaussians(folder / "variances")
            phones = _phones(folder / "mdef")
            weights = _weights(folder / "sendump", len(phones), means.shape[1:3])
        except (OSError, ValueError, IndexError, struct.error) as error:
            cure = "pip install --force-reinstall pocketsphinx, or wake.verify = false"
            raise ModelError(f"{folder}: no acoustic model that can be read ({error}); {cure}") from error
        precision = 1 / np.maximum(variances, _LEAST_VARIANCE)
        slopes = np.concatenate([means * precision, -0.5 * precision], axis=3).transpose(0, 1, 3, 2)
        offsets = -0.5 * (np.log(2 * np.pi / precision) + means * means * precision).sum(axis=3)
        return cls(phones, weights, np.ascontiguousarray(slopes), offsets[:, :, None, :])

    def scores(self, features: Features) -> Scores:
        """Return how well each state of each phone explains each frame."""
        inputs = np.concatenate([features, features * features], axis=2).transpose(1, 0, 2)
        densities = inputs[None] @ self.slopes
        densities += self.offsets
        best = densities.max(axis=3, keepdims=True)
        densities -= best
        np.exp(np.maximum(densities, _FAINTEST, out=densities), out=densities)
        streams = np.log(densities @ self.weights + _TINY) + best
        return np.asarray(streams.sum(axis=1).transpose(1, 0, 2), np.float32)


def _gaussians(file: Path) -> NDArray[np.float32]:
    """Return phone, stream, density, feature."""
    data = file.read_bytes()
    at = data.index(b"endhdr\n") + len(b"endhdr\n")
    order, phones, streams, densities = struct.unpack_from("<4i", data, at)
    if order != _ORDER:
        raise ValueError(f"{file.name} is of another byte order")
    widths = struct.unpack_from(f"<{streams}i", data, at + 16)
    if len(set(widths)) != 1:
        raise ValueError(f"{file.name} has streams of several widths")
    at += 16 + 4 * streams
    (count,) = struct.unpack_from("<i", data, at)
    return np.frombuffer(data, "<f4", count, at + 4).reshape(phones, streams, densities, widths[0])


def _phones(file: Path) -> tuple[str, ...]:
    data = file.read_bytes()
    if data[:4] != b"BMDF":
        raise ValueError(f"{file.name} is of another format")
    (length,) = struct.unpack_from("<i", data, 8)
    (count,) = struct.unpack_from("<i", data, 12 + length)
    names = data[12 + length + 4 * _HEAD_INTS :].split(b"\0", count)[:count]
    return tuple(name.decode("ascii") for name in names)


def _weights(file: Path, phones: int, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Return phone, stream, density, state, of the states that have no context: they come first."""
    data, at, size = file.read_bytes(), 0, -1
    while size:
        (size,) = struct.unpack_from("<i", data, at)
        at += 4 + size
    densities, states = struct.unpack_from("<2i", data, at)
    streams = shape[0]
    if densities != shape[1]:
        raise ValueError(f"{file.name} does not go with the densities")
    kept = np.frombuffer(data, np.uint8, streams * densities * states, at + 8).reshape(streams, densities, states)
    alone = np.exp(kept[:, :, : _STATES * phones].astype(np.float32) * np.float32(-_LOG_STEP))
    return np.ascontiguousarray(alone.reshape(streams, densities, phones, _STATES).transpose(2, 0, 1, 3))
