"""Synthetic people who speak to the assistant where it is measured: those of flite are heard as well as real ones."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from edgeassist.audio.files import read_chunks
from edgeassist.cli.rig import spoken

_FLITE = ("slt", "rms", "awb")
ESPEAK = ("en-us", "en-gb")
"""Those that are always there, and are heard less well."""


def speakers() -> tuple[str, ...]:
    """Return who can speak here: voices of flite where it is installed (apt-get install flite), then of espeak-ng."""
    return (*(_FLITE if shutil.which("flite") else ()), *ESPEAK)


def said_by(speaker: str, text: str) -> bytes:
    """Return the text as one of `speakers` says it, as 16 kHz mono PCM."""
    program = shutil.which("flite")
    if speaker not in _FLITE or program is None:
        return spoken(text, speaker)
    with tempfile.TemporaryDirectory(prefix="edgeassist-") as folder:
        file = Path(folder, "said.wav")
        subprocess.run([program, "-voice", speaker, "-t", text, "-o", file], check=True)  # noqa: S603  our own words
        return b"".join(chunk.pcm for chunk in read_chunks(file))
