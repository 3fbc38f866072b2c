"""What was heard, as the decoders take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from edgeassist.stt.sphinx import Decoder, Stretch


@dataclass(frozen=True, slots=True)
class Sound:
    """A whole utterance as decoders take it."""

    frames: Sequence[bytes]
    mean: str
    """Of its cepstra, as the library writes it."""

    def decode(self, decoder: Decoder, stop: Event) -> None:
        """Have a decoder hear all of it, or a part of it where `stop` is set."""
        decoder.set_mean(self.mean)
        decoder.start()
        for frames in self.frames:
            if not stop.is_set():
                decoder.decode(frames)
        decoder.end()


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance of which all sounds were scored."""

    heard: Sequence[bytes]
    """All of it, chunk by chunk."""
    phones: Sequence[Stretch]
    """Those that fit it best."""
    scores: Path
    """Where decoders find how all sounds fit it."""
