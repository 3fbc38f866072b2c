"""Decoding that can only write what the schema allows, with values that are words of the utterance."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from threading import Event
from typing import NamedTuple, TypeAlias

import numpy as np
from llguidance import LLMatcher, LLTokenizer
from numpy.typing import NDArray

from edgeassist.errors import EngineError
from edgeassist.intent.schema import MAX_ACTIONS, SPAN, Schema

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
class Utterance:
    """What was said: its words and the tokens of each, a space before it."""

    words: Sequence[str]
    tokens: Sequence[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote."""

    text: str
    """JSON without its first bracket, which is the end of the prompt."""
    probability: float
    """Product of the probabilities of the tokens chosen, each among the legal ones."""
    steps: int
    """How often the model was asked."""


class Decoder:
    """Holds a model to a schema.

    The intent is chosen among the intents; then a small grammar, made for this intent and these words, decides what is
    legal. The answer is spelled as the model learned it: in pieces of JSON, and words that are cut as in the prompt.
    """

    def __init__(self, schema: Schema, tokenizer: LLTokenizer, token: Callable[[str], int]) -> None:
        self._tokenizer = tokenizer
        self._nothing, self._end, self._next = (token(piece) for piece in ("]", '"}]', '"},'))
        self._intents = {token(schema.opening(intent)): intent for intent in schema.intents}
        self._grammars = {intent: _lark(slots) for intent, slots in schema.intents.items()}
        self._pieces = {
            intent: np.array([self._end, self._next, *map(token, schema.pieces(intent))]) for intent in schema.intents
        }

    def answers(self, utterance: Utterance, begin: Begin, stop: Event) -> Iterator[Written]:
        """Yield what the model writes when it always takes the likeliest legal token, then what it might have written.

        Best-first: every choice is a fork, and the likeliest fork left is followed to its end. Nothing more comes once
        `stop` is set.
        """
        rules: _Rules = {}
        forks: list[_Fork] = [_Fork(-1.0, ())]
        while forks:
            pen = _Pen(begin(), heappop(forks))
            written = self._write(pen, utterance, rules, stop)
            if written is None:
                return
            yield written
            for fork in pen.forks:
                heappush(forks, fork)

    def _write(self, pen: _Pen, utterance: Utterance, rules: _Rules, stop: Event) -> Written | None:
        """Return one answer; None: `stop` was set."""
        choices = [self._nothing, *self._intents]
        for number in range(MAX_ACTIONS):
            if stop.is_set():
                return None
            given = pen.given()
            first = pen.choose(choices) if given is None else given
            if first == self._nothing:
                break
            key = self._intents[first], number < MAX_ACTIONS - 1
            if key not in rules:
                rules[key] = self._matcher(key[0], utterance, may_go_on=key[1])
            last = self._write_slots(pen, rules[key].deep_copy(), self._pieces[key[0]], utterance)
            if last is None:
                return Written("]", 0.0, pen.steps)
            if last == self._end:
                break
            choices = list(self._intents)
        return Written(str(self._tokenizer.decode_str(pen.written)), pen.probability, pen.steps)

    def _write_slots(
        self, pen: _Pen, matcher: LLMatcher, pieces: NDArray[np.int64], utterance: Utterance
    ) -> int | None:
        """Write the slots of one action and return the token that ends it; None: it grew too long."""
        word: tuple[int, ...] = ()  # what is written of the last word
        while len(pen.written) < LONGEST_ANSWER:
            rests = {whole[len(word) :] for whole in utterance.tokens if word and whole[: len(word)] == word != whole}
            if (token := pen.given()) is None:
                legal = self._beginnings(matcher, rests)
                if not word or word in utterance.tokens:
                    legal += [*_legal_pieces(matcher, pieces), *self._beginnings(matcher, set(utterance.tokens))]
                if not legal:
                    raise EngineError("llguidance", matcher.get_error() or "no token is legal")
                token = pen.choose(legal)
            if token in (self._end, self._next):
                return token
            if not matcher.consume_token(token):
                raise EngineError("llguidance", matcher.get_error())
            goes_on = any(rest[0] == token for rest in rests)
            word = (*word, token) if goes_on else () if token in pieces else (token,)
        return None

    def _beginnings(self, matcher: LLMatcher, words: Collection[tuple[int, ...]]) -> list[int]:
        """Return the first tokens of those `words`, or of what is left of them, after which the action may end."""
        return sorted({word[0] for word in words if matcher.validate_tokens([*word, self._end]) == len(word) + 1})

    def _matcher(self, intent: str, utterance: Utterance, *, may_go_on: bool) -> LLMatcher:
        words = json.dumps([SPAN + word for word in utterance.words])
        ends = r'"\"}]" | "\"},"' if may_go_on else r'"\"}]"'
        rules = [self._grammars[intent], f"end: {ends}", f'CHUNKS: %regex {{ "substring_chunks": {words} }}']
        return LLMatcher(self._tokenizer, "\n".join(rules))


_Rules: TypeAlias = dict[tuple[str, bool], LLMatcher]
"""Intent, and whether another action may follow → what may be written of it; made when it is first needed."""


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

    def given(self) -> int | None:
        """Write the next token of the beginning and return it; None: that is written."""
        return self._put(self._given[len(self.written)]) if len(self.written) < len(self._given) else None

    def choose(self, legal: Sequence[int]) -> int:
        """Write the likeliest of the `legal` tokens and return it; where there is but one the model is not asked."""
        return self._put(legal[0] if len(legal) == 1 else self._likeliest(legal))

    def _put(self, token: int) -> int:
        self._since.append(token)
        self.written.append(token)
        return token

    def _likeliest(self, legal: Sequence[int]) -> int:
        scores = self._ask(self._since)[np.array(legal)].astype(np.float64)
        chances = np.exp(scores - scores.max())
        chances *= self.probability / chances.sum()
        best = int(scores.argmax())
        for other in np.flatnonzero(chances >= _LEAST_LIKELY).tolist():
            if other != best:
                self.forks.append(_Fork(-float(chances[other]), (*self.written, legal[other])))
        self.probability = float(chances[best])
        self.steps += 1
        self._since = []
        return legal[best]


def _legal_pieces(matcher: LLMatcher, pieces: NDArray[np.int64]) -> list[int]:
    mask = np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8)
    found: list[int] = pieces[(mask[pieces >> 3] >> (pieces & 7)) & 1 == 1].tolist()
    # Where text is forced, the mask holds only how llguidance itself would cut it.
    return found or [piece for piece in pieces.tolist() if matcher.validate_tokens([piece])]


def _lark(slots: Mapping[str, Sequence[str]]) -> str:
    """Return the grammar of an action after its intent, without its end and the words of the utterance."""
    parts = []
    for slot, values in slots.items():
        key = f'","{slot}":"'
        options = [json.dumps(key + value) for value in values if value != SPAN]
        options += [f"{json.dumps(key)} SPAN"] if SPAN in values else []
        parts.append(f"({' | '.join(options)})?")
    return f"start: {' '.join(parts)} end\nSPAN: /.+/ & CHUNKS"
