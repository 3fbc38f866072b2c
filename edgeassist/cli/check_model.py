"""Loads a recogniser's weights or a voice, in a process of its own: `python -m edgeassist.cli.check_model PATH`.

Engines end the process that they run in on some damaged files; `edgeassist models use` starts this one before.
"""

from __future__ import annotations

import sys
from pathlib import Path

from edgeassist.engines import needs
from edgeassist.errors import ModelError


def load(path: Path) -> None:
    """Load a folder as weights of Whisper, a file as a voice of Piper; raises ModelError where that fails."""
    if path.is_dir():
        with needs("faster_whisper", "whisper"):
            from edgeassist.stt.faster_whisper import FasterWhisper

        FasterWhisper(path)
    else:
        with needs("piper", "piper"):
            from edgeassist.tts.piper import Piper

        Piper(path)


if __name__ == "__main__":
    try:
        load(Path(sys.argv[1]))
    except ModelError as error:
        sys.exit(str(error))
