"""How sensitive a wake word should be, from what it scored when it was said and when other things were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from edgeassist.messages import Chunk
from edgeassist.wake.following import LOOKS
from edgeassist.wake.micro_wakeword import MicroWakeWord, Word
from edgeassist.wake.second_look import bar_at

_LEAST = 0.05
"""A score below says nothing."""
_OVER = 0.25
"""The share of its highest score at which a rise is over."""
_STEPS = 20
_COST = 3.0
"""So many words that are missed are as bad as one that is heard and was none."""
_MOST_GIVEN_UP = 0.2
"""The share of the words that can be heard which may be missed for the sake of others."""
_TOGETHER_S = 1.2
"""Rises that are closer are one."""


@dataclass(frozen=True, slots=True)
class Rise:
    """The score of a word went up and down again."""

    at: float
    """When it was highest."""
    steps: tuple[tuple[float, float], ...]
    """Score and fit, chunk by chunk."""

    @property
    def score(self) -> float:
        """Return the highest score."""
        return max(score for score, _ in self.steps)

    @property
    def fit(self) -> float:
        """Return the best fit."""
        return max(fit for _, fit in self.steps)

    def is_heard(self, word: Word, sensitivity: float) -> bool:
        """Return whether the word would be heard in it."""
        enough, bar = word.following.threshold_at(sensitivity), bar_at(sensitivity)
        looked_at = [fit for score, fit in self.steps if score > enough][:LOOKS]
        return any(fit >= bar for fit in looked_at)


class Rises:
    """Finds the rises of one word's score."""

    def __init__(self, detector: MicroWakeWord, word: Word) -> None:
        self._detector = detector
        self._word = word
        self._steps: list[tuple[float, float]] = []
        self._highest, self._at = 0.0, 0.0

    def take(self, chunk: Chunk) -> Rise | None:
        """Return the rise that this chunk ends, or None."""
        self._detector.process(chunk)
        score = self._word.score
        if score >= max(_LEAST, _OVER * self._highest):
            self._steps.append((score, self._word.fit_of(self._detector.sound)))
            if score > self._highest:
                self._highest, self._at = score, chunk.time
            return None
        steps, self._steps, self._highest = tuple(self._steps), [], 0.0
        return Rise(self._at, steps) if steps else None


def add(rises: list[Rise], rise: Rise) -> bool:
    """Add a rise to those before it; of two that are close the higher one is kept. Returns whether it is one more."""
    if not rises or rise.at - rises[-1].at > _TOGETHER_S:
        rises.append(rise)
        return True
    rises[-1] = max(rises[-1], rise, key=lambda each: each.score)
    return False


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sensitivity, and what it would have done."""

    sensitivity: float
    heard: int
    """Of the times that the word was said."""
    false: int
    """Of what else was said."""


def propose(word: Word, said: Sequence[Rise], other: Sequence[Rise]) -> Proposal:
    """Return the best sensitivity; of several that are as good the one nearest to the middle of them."""
    tried = [_tried(word, step / _STEPS, said, other) for step in range(_STEPS + 1)]
    most = max(each.heard for each in tried)
    fit = [each for each in tried if each.heard >= (1 - _MOST_GIVEN_UP) * most]
    least = min(_cost(each, len(said)) for each in fit)
    good = [each for each in fit if _cost(each, len(said)) == least]
    middle = sum(each.sensitivity for each in good) / len(good)
    return min(good, key=lambda each: abs(each.sensitivity - middle))


def _tried(word: Word, sensitivity: float, said: Sequence[Rise], other: Sequence[Rise]) -> Proposal:
    heard, false = (sum(rise.is_heard(word, sensitivity) for rise in rises) for rises in (said, other))
    return Proposal(sensitivity, heard, false)


def _cost(proposal: Proposal, said: int) -> float:
    return said - proposal.heard + _COST * proposal.false
