"""Wake words as tests say and open them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from edgeassist.audio.files import read_chunks
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk, Detection
from edgeassist.senses import WakeSettings
from edgeassist.stages import WakeDetector
from edgeassist.wake.following import Following
from edgeassist.wake.micro_wakeword import MicroWakeWord, Word
from edgeassist.wake.words import find_words

SILENCE = bytes(2 * CHUNK_SAMPLES)
NOWHERE = Path("/nowhere")


def detector(
    *models: str, threshold: float | None = None, sensitivity: float = 0.5, refractory_s: float = 0.5
) -> MicroWakeWord:
    """Return one that listens for words of the engine, without a second look."""
    found = find_words(models or (WakeSettings().model,), NOWHERE)
    return MicroWakeWord(
        [Word(each, Following(threshold or each.cutoff, sensitivity, refractory_s=refractory_s)) for each in found]
    )


def say(words: str, folder: Path, voice: str = "slt") -> list[bytes]:
    """Return speech, in chunks."""
    path = folder / f"{voice}.wav"
    subprocess.run(["flite", "-voice", voice, "-t", words, "-o", path], check=True)
    return [chunk.pcm.ljust(2 * CHUNK_SAMPLES, b"\0") for chunk in read_chunks(path)]


def hear(ears: WakeDetector, pcm: list[bytes]) -> list[Detection]:
    """Return what is detected in chunks that follow one another."""
    chunks = (Chunk(piece, number * CHUNK_S) for number, piece in enumerate(pcm))
    return [detection for chunk in chunks if (detection := ears.process(chunk))]
