"""The open-vocabulary recogniser, for machines whose owner has installed its weights; nothing is ever downloaded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import takewhile
from math import exp
from pathlib import Path
from threading import Event

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.transcribe import Segment

from edgeassist.errors import EngineError, ModelError
from edgeassist.messages import SAMPLE_RATE, Chunk, Transcript, Vocabulary

_FILES = ("model.bin", "config.json", "tokenizer.json")

_SHORTEST_S = 0.1

_LONGEST_HINT = 600
"""Characters: more of them cost time and push out what was said."""

_NO_SPEECH = 0.6
_LEAST_LOG_PROBABILITY = -1.0
"""What Whisper's makers advise: beyond these it made its words up."""

_MOST_TOKENS = 96
"""A command is shorter; speech that it cannot make out would fill the window."""


class FasterWhisper:
    """Hears anything in one language; names of the home and hints make it listen for them."""

    def __init__(self, folder: Path, *, threads: int = 2, language: str = "en") -> None:
        self._language = language
        self._names: tuple[str, ...] = ()
        self._hints: tuple[str, ...] = ()
        self._pcm = bytearray()
        if missing := [name for name in _FILES if not (folder / name).is_file()]:
            raise ModelError(f"{folder}: {', '.join(missing)} missing; {_CURE}")
        try:
            for name in _FILES[1:]:
                json.loads((folder / name).read_bytes())
            self._model = WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=threads, local_files_only=True
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"{folder}: {error}; {_CURE}") from error

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Listen for these names from the next utterance on."""
        self._names = (*vocabulary.areas, *vocabulary.names)

    def start(self, hints: Sequence[str] = ()) -> None:
        """Begin an utterance; `hints` come before the names of the home."""
        self._hints = tuple(hints)
        self._pcm.clear()

    def feed(self, chunk: Chunk) -> None:
        """Take the next chunk."""
        self._pcm += chunk.pcm

    def partial(self) -> str:
        """Return nothing: words are only known at the end."""
        return ""

    def finish(self, stop: Event) -> Transcript:
        """Return what was said; an empty text where it was no speech, or the model cannot tell what."""
        audio = np.frombuffer(self._pcm, np.int16).astype(np.float32) / 32768
        self._pcm = bytearray()
        if len(audio) < _SHORTEST_S * SAMPLE_RATE or stop.is_set():
            return Transcript("", confidence=0.0)
        try:
            segments, _ = self._model.transcribe(
                audio,
                language=self._language,
                beam_size=5,
                temperature=0.0,
                condition_on_previous_text=False,
                without_timestamps=True,
                max_new_tokens=_MOST_TOKENS,
                hotwords=", ".join((*self._hints, *self._names))[:_LONGEST_HINT] or None,
            )
            heard = list(takewhile(lambda _: not stop.is_set(), segments))
        except (RuntimeError, ValueError) as error:
            raise EngineError("faster-whisper", str(error)) from error
        return Transcript("", confidence=0.0) if stop.is_set() else transcript(heard)


_CURE = "install the CTranslate2 model again, all its files in one folder, or set stt.engine to pocketsphinx"


def transcript(segments: Iterable[Segment]) -> Transcript:
    """Return the segments that are speech as one text, as likely as its tokens are on average."""
    said = [
        segment
        for segment in segments
        if segment.text.strip() and segment.no_speech_prob < _NO_SPEECH and segment.avg_logprob > _LEAST_LOG_PROBABILITY
    ]
    if not said:
        return Transcript("", confidence=0.0)
    mean = sum(segment.avg_logprob for segment in said) / len(said)
    return Transcript(" ".join(segment.text.strip() for segment in said), confidence=min(1.0, exp(mean)))
