"""Short sounds that say what the assistant does: it listens, it is done, it could not, it is time."""

from __future__ import annotations

from typing import Literal, TypeAlias

import numpy as np

from edgeassist.audio.pcm import Samples, from_floats

Chime: TypeAlias = Literal["wake", "done", "error", "ring"]

_NOTES: dict[Chime, tuple[float, ...]] = {
    "wake": (587.33, 880.0),
    "done": (783.99, 1046.5),
    "error": (392.0, 311.13),
    "ring": (659.26, 880.0, 659.26, 880.0, 1318.51),
}
"""Hertz, one after the other: rising fifth, rising fourth, falling third; to ring, up and down and up."""

_STEP_S = 0.09
_RING_S = 0.22
_ATTACK_S = 0.008
_LOUDNESS = 0.25


def chime(kind: Chime, sample_rate: int = 22_050) -> bytes:
    """Return a chime as mono signed 16 bit PCM, about 0.3 s, softly struck and dying away.

    >>> len(chime("wake")) / 2 / 22_050 < 0.35
    True
    """
    notes = _NOTES[kind]
    sound = np.zeros(round(sample_rate * (_STEP_S * (len(notes) - 1) + _RING_S)), np.float32)
    for number, hertz in enumerate(notes):
        start = round(sample_rate * _STEP_S * number)
        note = _note(hertz, sample_rate)[: len(sound) - start]
        sound[start : start + len(note)] += note
    return from_floats(sound * (_LOUDNESS / np.abs(sound).max()))


def _note(hertz: float, sample_rate: int) -> Samples:
    """A struck bar: the tone, its octave and a twelfth that dies first; no click at either end."""
    time = np.arange(round(sample_rate * _RING_S)) / sample_rate
    overtones = ((1, 1.0, 14.0), (2, 0.3, 22.0), (3, 0.12, 35.0))
    tone = sum(level * np.sin(2 * np.pi * hertz * n * time) * np.exp(-decay * time) for n, level, decay in overtones)
    ends = np.minimum(1.0, np.minimum(time, time[-1] - time) / _ATTACK_S)
    return np.asarray(tone * np.sin(ends * np.pi / 2) ** 2, np.float32)
