"""Greedy decoding that can only write what the schema allows, with values that are words of the utterance."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TypeAlias

import numpy as np
from llguidance import LLMatcher, LLTokenizer
from numpy.typing import NDArray

from edgeassist.errors import EngineError
from edgeassist.intent.schema import MAX_ACTIONS, SPAN, Schema

Logits: TypeAlias = NDArray[np.float32]
Ask: TypeAlias = Callable[[Sequence[int]], Logits]
"""Takes the tokens since it was last called (none at first), returns the logits of the next one."""


LONGEST_ANSWER = 160
"""Tokens; an answer that grows longer is no answer."""


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
    rival: float = 0.0
    """Probability of the likeliest other beginning."""


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

    def decode(self, utterance: Utterance, ask: Ask, stop: Event, barred: Collection[str] = ()) -> Written | None:
        """Return what the model writes when it always takes the likeliest legal token; None: `stop` was set.

        `barred`: intents that the first action cannot have.
        """
        pen = _Pen(ask)
        choices = [self._nothing, *(token for token, intent in self._intents.items() if intent not in barred)]
        for number in range(MAX_ACTIONS):
            if stop.is_set():
                return None
            if (first := pen.choose(choices)) == self._nothing:
                break
            last = self._write_slots(pen, self._intents[first], utterance, may_go_on=number < MAX_ACTIONS - 1)
            if last is None:
                return Written("]", 0.0, pen.steps)
            if last == self._end:
                break
            choices = list(self._intents)
        return Written(str(self._tokenizer.decode_str(pen.written)), pen.probability, pen.steps, pen.rival)

    def _write_slots(self, pen: _Pen, intent: str, utterance: Utterance, *, may_go_on: bool) -> int | None:
        """Write the slots of one action and return the token that ends it; None: it grew too long."""
        matcher = self._matcher(intent, utterance, may_go_on=may_go_on)
        pieces = self._pieces[intent]
        word: tuple[int, ...] = ()  # what is written of the last word
        while len(pen.written) < LONGEST_ANSWER:
            rests = {whole[len(word) :] for whole in utterance.tokens if word and whole[: len(word)] == word != whole}
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


@dataclass
class _Pen:
    """What was written so far."""

    ask: Ask
    written: list[int] = field(default_factory=list)
    probability: float = 1.0
    steps: int = 0
    rival: float = 0.0
    _since: list[int] = field(default_factory=list)

    def choose(self, legal: Sequence[int]) -> int:
        """Write the likeliest of the `legal` tokens and return it; where there is but one the model is not asked."""
        token = legal[0]
        if len(legal) > 1:
            scores = self.ask(self._since)[np.array(legal)].astype(np.float64)
            best = int(scores.argmax())
            token = legal[best]
            odds = np.exp(scores - scores[best])
            self.probability *= float(1.0 / odds.sum())
            if not self.written:
                self.rival = float(np.partition(odds, -2)[-2] / odds.sum())
            self.steps += 1
            self._since = []
        self._since.append(token)
        self.written.append(token)
        return token


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
