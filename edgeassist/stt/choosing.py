"""Which of two recognisers is believed: one knows the sentences of this home only, the other all words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from edgeassist.messages import Transcript
from edgeassist.text import normalise

_SURE = 0.95
_LIKELY = 0.6
"""Confidence from which on one is believed alone, and from which on where the other does not speak against it."""

_ALIKE = 0.4
"""Share of words in common from which on both have heard the same, one of them badly."""

_SWALLOWED = 3
"""Words that the open one has more: a closed vocabulary fits itself to a part of what was said."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one of them has heard."""

    transcript: Transcript
    makes_sense: bool
    """Whether it is a sentence of this home."""

    @property
    def words(self) -> list[str]:
        """Its words, however they are written."""
        return normalise(self.transcript.text).split()

    @property
    def sure(self) -> bool:
        """Whether nobody else need be asked."""
        is_clear = self.transcript.confidence >= _SURE and not self.transcript.rivals
        return bool(self.words) and self.makes_sense and is_clear


def choose(closed: Candidate, opened: Candidate) -> Transcript:
    """Return what was said, by both: what the other one heard is among the alternatives.

    >>> closed = Candidate(Transcript("turn on the lamp", 0.7), makes_sense=True)
    >>> choose(closed, Candidate(Transcript("Turn on the lamb.", 0.6), makes_sense=False)).text
    'turn on the lamp'
    >>> choose(closed, Candidate(Transcript("Who was the first man on the moon?", 0.8), makes_sense=False)).text
    'Who was the first man on the moon?'
    """
    if closed.sure:
        return closed.transcript
    if not closed.words:
        return opened.transcript
    if not opened.words:
        return closed.transcript if closed.transcript.confidence >= _LIKELY else Transcript("", confidence=0.0)
    if closed.words == opened.words:
        return _agreed(closed.transcript, opened.transcript)
    if _open_is_right(closed, opened):
        return _with(opened.transcript, closed.transcript)
    return _with(closed.transcript, opened.transcript)


def _open_is_right(closed: Candidate, opened: Candidate) -> bool:
    """Tell which one is right where both have heard something, and not the same."""
    if not closed.makes_sense or len(opened.words) >= len(closed.words) + _SWALLOWED:
        return True
    if opened.makes_sense:
        return opened.transcript.confidence >= min(_LIKELY, closed.transcript.confidence)
    matcher = SequenceMatcher(None, closed.words, opened.words, autojunk=False)
    common = sum(block.size for block in matcher.get_matching_blocks())
    alike = common >= _ALIKE * max(len(closed.words), len(opened.words))
    return closed.transcript.confidence < _LIKELY or (
        not alike and opened.transcript.confidence >= closed.transcript.confidence
    )


def _agreed(closed: Transcript, opened: Transcript) -> Transcript:
    confidence = 1 - (1 - closed.confidence) * (1 - opened.confidence)
    return Transcript(closed.text, confidence=confidence, alternatives=closed.alternatives)


def _with(right: Transcript, other: Transcript) -> Transcript:
    others = dict.fromkeys((other.text, *right.alternatives))
    return replace(right, alternatives=tuple(text for text in others if text != right.text))
