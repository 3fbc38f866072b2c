"""What was heard, as the decoders take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

import pocketsphinx


@dataclass(frozen=True, slots=True)
class Sound:
    """A whole utterance as decoders take it."""

    frames: Sequence[bytes]
    mean: str
    """Of its cepstra, as the library writes it."""

    def decode(self, decoder: pocketsphinx.Decoder, stop: Event) -> None:
        """Have a decoder hear all of it, or a part of it where `stop` is set."""
        decoder.set_cmn(self.mean)
        decoder.start_utt()
        for frames in self.frames:
            if frames and not stop.is_set():  # the library fails on nothing
                decoder.process_cep(bytearray(frames))  # it takes the mean from what it is given
        decoder.end_utt()
