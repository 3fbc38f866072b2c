"""Which chunks reach the recogniser: speech with a little silence around it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from edgeassist.messages import CHUNK_S, Chunk


@dataclass(frozen=True, slots=True)
class GateRule:
    """What counts as speech, and how much of the silence around it is kept."""

    threshold: float = 0.5
    """Probability of speech from which on a chunk is speech."""
    before_s: float = 0.3
    """Silence kept before speech: a soft first consonant is not yet speech to the detector."""
    after_s: float = 0.3
    """Silence kept after speech."""


class SpeechGate:
    """Cuts the silence out of one utterance, without looking ahead: a pause is heard as `before_s + after_s` at most.

    >>> gate = SpeechGate(GateRule(before_s=0.032, after_s=0.032))
    >>> chunks = [Chunk(b"", time) for time in range(6)]
    >>> [[c.time for c in gate.process(c, p)] for c, p in zip(chunks, (0, 0, 0.9, 0, 0, 0), strict=True)]
    [[], [], [1, 2], [3], [], []]
    """

    def __init__(self, rule: GateRule | None = None) -> None:
        self._rule = rule or GateRule()
        self._held: deque[Chunk] = deque(maxlen=max(1, round(self._rule.before_s / CHUNK_S)))
        self._silence_s = float("inf")

    @property
    def opened(self) -> bool:
        """Whether any speech has passed since the start or the last `reset`."""
        return self._silence_s != float("inf")

    def reset(self) -> None:
        """Forget what was heard: a new utterance begins."""
        self._held.clear()
        self._silence_s = float("inf")

    def process(self, chunk: Chunk, probability: float) -> list[Chunk]:
        """Return what is to be recognised now: nothing in silence, the chunk, or what was held back with it."""
        if probability >= self._rule.threshold:
            passed = [*self._held, chunk]
            self._held.clear()
            self._silence_s = 0.0
            return passed
        self._silence_s += CHUNK_S
        if self._silence_s <= self._rule.after_s + CHUNK_S / 2:
            return [chunk]
        self._held.append(chunk)
        return []
