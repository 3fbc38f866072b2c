"""A voice reads out: sentence by sentence, each as people say it, and at once where its sound is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Protocol

from edgeassist.tts.kept import Kept
from edgeassist.tts.reading import read_aloud
from edgeassist.tts.sentences import breaths, sentences


class Maker(Protocol):
    """An engine that makes speech of one sentence."""

    @property
    def sample_rate(self) -> int:
        """Hertz of what `make` returns."""

    def make(self, sentence: str) -> bytes:
        """Return a sentence in words as mono signed 16 bit PCM; raises EngineError."""


class Voice:
    """Reads texts out with the sounds of `maker`; `kept`: those of usual sentences, where making them takes long."""

    def __init__(self, maker: Maker, *, read: Callable[[str], str] = read_aloud, kept: Kept | None = None) -> None:
        self.maker = maker
        self._read = read
        self._kept = kept
        self._rehearsed: set[str] = set()

    @property
    def sample_rate(self) -> int:
        """Hertz of what `synthesize` yields."""
        return self.maker.sample_rate

    @property
    def keeps(self) -> bool:
        """Whether sounds are kept, so that it helps to rehearse."""
        return self._kept is not None

    def synthesize(self, text: str) -> Iterator[bytes]:
        """Yield mono signed 16 bit PCM, a sentence at a time, made when it is asked for."""
        for sentence in self._said(text):
            sound = None if self._kept is None else self._kept.sound(sentence)
            if sound is None:
                sound = self.maker.make(sentence)
                if self._kept is not None:
                    self._kept.keep(sentence, sound)
            yield sound

    def rehearse(self, texts: Iterable[str]) -> bool:
        """Make the first sentence ahead that is not kept: of those said often before, then of `texts`; False: none."""
        if self._kept is None:
            return False
        usual = (sentence for text in texts for sentence in self._said(text))
        for sentence in chain(self._kept.often(), usual):
            if sentence not in self._rehearsed and self._kept.has_room_for(sentence):
                self._rehearsed.add(sentence)  # once is enough, even if it should not stay
                self._kept.keep(sentence, self.maker.make(sentence), usual=True)
                return True
        return False

    def save(self) -> None:
        """Have what is kept there after a restart, where it has changed."""
        if self._kept is not None:
            self._kept.save()

    def _said(self, text: str) -> Iterator[str]:
        for sentence in sentences(text):
            yield from breaths(self._read(sentence))
