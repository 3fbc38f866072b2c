"""Decoding that can only write what the schema allows, with values that are words of the utterance."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from math import exp
from threading import Event
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from edgeassist.intent.schema import MAX_ACTIONS, Schema
from edgeassist.intent.spelling import Place, Spelling, Words

Logits: TypeAlias = NDArray[np.float32]
Ask: TypeAlias = Callable[[Sequence[int]], Logits]
"""Takes the tokens since it was last called (none at first), returns the logits of the next one."""

Begin: TypeAlias = Callable[[], Ask]
"""Goes back to the end of the prompt."""

LONGEST_ANSWER = 160
"""Tokens; an answer that grows longer is no answer."""

_LEAST_LIKELY = 0.01
"""Probability under which an answer is not worth writing down."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote."""

    text: str
    """JSON without its first bracket, which is the end of the prompt."""
    probability: float
    """Product of the probabilities of the tokens chosen, each among the legal ones."""
    steps: int
    """How often the model was asked."""
    following: float = 0.0
    """Probability that nothing which is written after this exceeds."""


class Decoder:
    """Holds a model to a schema.

    The intent is chosen among the intents; then its slots and the words of the utterance decide what is legal. The
    answer is spelled as the model learned it: in pieces of JSON, and words that are cut as in the prompt.
    """

    def __init__(self, schema: Schema, token: Callable[[str], int], piece: Callable[[int], bytes]) -> None:
        """`token` returns the one token of a piece of JSON, `piece` the bytes of a token."""
        self._piece = piece
        self._nothing, self._end, self._next = (token(text) for text in ("]", '"}]', '"},'))
        self._spellings = {
            token(schema.opening(intent)): Spelling(slots, token) for intent, slots in schema.intents.items()
        }

    def answers(self, words: Words, begin: Begin, stop: Event) -> Iterator[Written]:
        """Yield what the model writes when it always takes the likeliest legal token, then what it might have written.

        `words` are the tokens of each word that was said, a space before it. Best-first: every choice is a fork, and
        the likeliest fork left is followed to its end. Nothing more comes once `stop` is set.
        """
        forks: list[_Fork] = [_Fork(-1.0, ())]
        while forks:
            pen = _Pen(begin(), heappop(forks))
            written = self._write(pen, words, stop)
            if written is None:
                return
            for fork in pen.forks:
                heappush(forks, fork)
            yield replace(written, following=-forks[0].order if forks else 0.0)

    def _write(self, pen: _Pen, words: Words, stop: Event) -> Written | None:
        """Return one answer; None: `stop` was set."""
        choices = [self._nothing, *self._spellings]
        for number in range(MAX_ACTIONS):
            if stop.is_set():
                return None
            first = pen.choose(choices)
            if first == self._nothing:
                break
            ends = (self._end, self._next) if number < MAX_ACTIONS - 1 else (self._end,)
            last = _write_slots(pen, self._spellings[first], words, ends)
            if last is None:
                return Written("]", 0.0, pen.steps)
            if last == self._end:
                break
            choices = [*self._spellings]
        text = b"".join(map(self._piece, pen.written)).decode("utf-8", "replace")
        return Written(text, pen.probability, pen.steps)


def _write_slots(pen: _Pen, spelling: Spelling, words: Words, ends: Collection[int]) -> int | None:
    """Write the slots of one action and return the token that ends it; None: it grew too long."""
    place = Place()
    while len(pen.written) < LONGEST_ANSWER:
        token = pen.choose(spelling.legal(place, words, ends))
        if token in ends:
            return token
        place = spelling.then(place, token, words)
    return None


class _Fork(NamedTuple):
    """A beginning that the model might have written."""

    order: float
    """Its probability with a minus, so that the likeliest comes first in a heap."""
    tokens: tuple[int, ...]


class _Pen:
    """What was written so far, and what might have been."""

    def __init__(self, ask: Ask, fork: _Fork) -> None:
        self._ask = ask
        self._given = fork.tokens
        self.probability = -fork.order
        self.written: list[int] = []
        self.steps = 0
        self.forks: list[_Fork] = []
        self._since: list[int] = []

    def choose(self, legal: Sequence[int]) -> int:
        """Write the next token and return it: of the beginning, then the likeliest of the `legal` ones.

        Where there is but one, the model is not asked.
        """
        if len(self.written) < len(self._given):
            return self._put(self._given[len(self.written)])
        return self._put(legal[0] if len(legal) == 1 else self._likeliest(legal))

    def _put(self, token: int) -> int:
        self._since.append(token)
        self.written.append(token)
        return token

    def _likeliest(self, legal: Sequence[int]) -> int:
        scores: list[float] = self._ask(self._since)[legal].tolist()
        top = max(scores)
        weights = [exp(score - top) for score in scores]
        share = self.probability / sum(weights)
        best = scores.index(top)
        for other, weight in enumerate(weights):
            if other != best and weight * share >= _LEAST_LIKELY:
                self.forks.append(_Fork(-weight * share, (*self.written, legal[other])))
        self.probability = share
        self.steps += 1
        self._since = []
        return legal[best]
