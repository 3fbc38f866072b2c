"""A sentence of the corpus while it is being made, and the words that people put around such sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

import yaml

from edgeassist.intent.schema import SPAN, Frame

_SPEECH = Path(__file__).parent / "data" / "speech.yaml"


@dataclass(frozen=True, slots=True)
class Said:
    """Words and what they ask for."""

    text: str
    """Normalised."""
    frames: tuple[Frame, ...] = ()
    is_question: bool = False

    @property
    def spans(self) -> list[str]:
        """The words that fill slots."""
        return [value.strip() for frame in self.frames for value in frame.slots.values() if value.startswith(SPAN)]

    def is_whole(self) -> bool:
        """Return whether every value still stands in the text."""
        words = self.text.split()
        return all(find(words, span) >= 0 for span in self.spans)


class Speech:
    """The phrases of `data/speech.yaml`."""

    def __init__(self) -> None:
        self._content: Mapping[str, Any] = yaml.safe_load(_SPEECH.read_text(encoding="utf-8"))

    def one(self, kind: str, chance: Random) -> str:
        """Return one phrase, of the first ones of its list more often than of the last."""
        phrases: Sequence[str] = self._content[kind]
        return phrases[int(len(phrases) * chance.random() ** 2)]

    @cached_property
    def opposites(self) -> Mapping[str, str]:
        """Word → what may be said for it by mistake."""
        return dict(self._content["opposites"])

    @cached_property
    def chat(self) -> Mapping[str, Sequence[str]]:
        """Word → how it is typed in a hurry."""
        return dict(self._content["chat"])

    @cached_property
    def sounds(self) -> Mapping[str, Sequence[str]]:
        """Letters → how they are written by ear."""
        return dict(self._content["sounds"])

    @cached_property
    def homophones(self) -> Mapping[str, Sequence[str]]:
        """Word → what may be heard for it."""
        return dict(self._content["homophones"])

    @cached_property
    def hanging(self) -> frozenset[str]:
        """Words that end no sentence."""
        return frozenset(self._content["left_hanging"])

    @cached_property
    def turning(self) -> frozenset[str]:
        """Words that must be understood as they are, and that nothing else is taken for."""
        return frozenset(self._content["turning"])

    @cached_property
    def _verbs(self) -> frozenset[str]:
        return frozenset(self._content["verbs"])

    def is_order(self, text: str) -> bool:
        """Return whether `text` begins with a verb, so that "could you" can stand before it."""
        first, _, rest = text.partition(" ")
        return first in self._verbs and rest.partition(" ")[0] not in {"is", "are", "mode", "brightness", "volume"}


def find(words: list[str], span: str) -> int:
    """Return where `span` begins in `words`, as whole words; -1: nowhere."""
    return next(_places(words, span), -1)


def inside(words: list[str], spans: Collection[str]) -> list[bool]:
    """Return for each word whether it belongs to one of `spans`, wherever they stand."""
    belongs = [False] * len(words)
    for span in spans:
        length = len(span.split())
        for start in _places(words, span):
            belongs[start : start + length] = [True] * length
    return belongs


def _places(words: list[str], span: str) -> Iterator[int]:
    parts = span.split()
    starts = range(len(words) - len(parts) + 1)
    return (n for n in starts if words[n : n + len(parts)] == parts)
