"""Synthetic people who speak to the assistant where it is measured: those of flite are heard as well as real ones."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from edgeassist.audio.files import read_chunks
from edgeassist.audio.resampling import resample
from edgeassist.errors import ModelError
from edgeassist.espeak import Espeak
from edgeassist.messages import SAMPLE_RATE

_FLITE = ("slt", "rms", "awb")
_ESPEAK = ("en-us", "en-gb")
"""Those that are always there, and are heard less well."""

_WORDS_PER_MINUTE = 140
_AUDIBLE = 650
"""What is louder is part of a word, as 16 bit samples count."""
_ONSET = round(0.06 * SAMPLE_RATE)
"""What is fainter before it is, too: an "h" or an "s"."""


def speakers() -> tuple[str, ...]:
    """Return who can speak here: voices of flite where it is installed (apt-get install flite), then of espeak-ng."""
    return (*(_FLITE if shutil.which("flite") else ()), *_ESPEAK)


def clear_speakers() -> tuple[str, ...]:
    """Return those who are heard as well as people, or else the best there is."""
    return _FLITE if shutil.which("flite") else _ESPEAK[:1]


def spoken(text: str, voice: str = "en-us") -> bytes:
    """Return the text in a synthetic voice, as 16 kHz mono PCM."""
    espeak = Espeak(voice)
    return resample(espeak.synthesize(text, _WORDS_PER_MINUTE), espeak.sample_rate, SAMPLE_RATE)


def said_by(speaker: str, text: str) -> bytes:
    """Return the text as one of `speakers` says it, as 16 kHz mono PCM without silence around it."""
    return _trimmed(_by_flite(speaker, text) if speaker in _FLITE else spoken(text, speaker))


def _by_flite(speaker: str, text: str) -> bytes:
    program = shutil.which("flite")
    if program is None:
        raise ModelError("flite is not installed: apt-get install flite")
    with tempfile.TemporaryDirectory(prefix="edgeassist-") as folder:
        file = Path(folder, "said.wav")
        subprocess.run([program, "-voice", speaker, "-t", text, "-o", file], check=True)  # noqa: S603  our own words
        return b"".join(chunk.pcm for chunk in read_chunks(file))


def _trimmed(pcm: bytes) -> bytes:
    samples = np.frombuffer(pcm, "<i2")
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _AUDIBLE)
    return samples[max(0, loud[0] - _ONSET) : loud[-1] + 1].tobytes() if loud.size else b""
