"""Sentences spoken by flite, whose voices are heard nearly as people are."""

from __future__ import annotations

import subprocess
from pathlib import Path

from edgeassist.audio.files import read_chunks


def flite(text: str, name: str, folder: Path) -> bytes:
    """Return a sentence as the microphone gives it; `folder` takes its file."""
    file = folder / "speech.wav"
    subprocess.run(["flite", "-voice", name, "-t", text, "-o", file], check=True)
    return b"".join(chunk.pcm for chunk in read_chunks(file))
