"""Greedy decoding that can only write what the schema allows, with values that are words of the utterance."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TypeAlias

import numpy as np
from llguidance import LLMatcher, LLTokenizer
from numpy.typing import NDArray

from edgeassist.errors import EngineError
from edgeassist.intent.schema import MAX_ACTIONS, SPAN, Schema

Logits: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Written:
    """What a model wrote."""

    text: str
    probability: float
    """Product of the probabilities of the tokens chosen, each among the legal ones."""
    steps: int
    """How often the model was asked."""


class Grammar:
    """The JSON of a schema as a grammar; its fixed part is made once."""

    def __init__(self, schema: Schema, tokenizer: LLTokenizer) -> None:
        self._tokenizer = tokenizer
        self._fixed = _lark(schema)

    def matcher(self, utterance: str) -> LLMatcher:
        """Return a matcher whose spans are runs of whole words of the normalised `utterance`."""
        words = json.dumps([SPAN + word for word in utterance.split()])
        return LLMatcher(self._tokenizer, f'{self._fixed}\nCHUNKS: %regex {{ "substring_chunks": {words} }}\n')


def decode(
    matcher: LLMatcher, tokenizer: LLTokenizer, ask: Callable[[Sequence[int]], Logits], stop: Event
) -> Written | None:
    """Return what the model writes when it always takes the likeliest legal token; None: `stop` was set.

    `ask` takes the tokens since it was last called (none at first) and returns the logits of the next one.
    Tokens that the grammar forces are handed to the model with the next question, without asking for each.
    """
    written: list[int] = []
    since: list[int] = []
    probability, steps = 1.0, 0
    while True:
        since += (forced := matcher.compute_ff_tokens())
        if forced and not matcher.consume_tokens(forced):
            raise EngineError("llguidance", matcher.get_error())
        if matcher.is_stopped():
            break
        if stop.is_set():
            return None
        token, share = _likeliest(ask(since), matcher)
        written += since
        since = [token]
        probability, steps = probability * share, steps + 1
        if not matcher.consume_token(token):
            raise EngineError("llguidance", matcher.get_error())
    if matcher.is_error():
        raise EngineError("llguidance", matcher.get_error())
    return Written(str(tokenizer.decode_str(written + since)), probability, steps)


def _likeliest(logits: Logits, matcher: LLMatcher) -> tuple[int, float]:
    """Return the best legal token and its probability among the legal ones."""
    mask = np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8)
    legal = np.flatnonzero(np.unpackbits(mask, bitorder="little", count=len(logits)))
    if not len(legal):
        raise EngineError("llguidance", matcher.get_error() or "no token is legal")
    scores = logits[legal].astype(np.float64)
    best = int(scores.argmax())
    return int(legal[best]), float(1.0 / np.exp(scores - scores[best]).sum())


def _lark(schema: Schema) -> str:
    """Return the grammar without the words of the utterance; intents with the same slots share a rule."""
    rules: dict[str, str] = {}
    alternatives: dict[str, list[str]] = {}
    for intent, slots in schema.intents.items():
        rule = rules.setdefault(_slots_rule(slots), f"slots_{len(rules)}")
        alternatives.setdefault(rule, []).append(json.dumps(f'"do":"{intent}'))
    actions = [f"({' | '.join(intents)}) {rule}" for rule, intents in alternatives.items()]
    return "\n".join(
        [
            f'start: "]" | "{{" action ("\\"}},{{" action){{0,{MAX_ACTIONS - 1}}} "\\"}}]"',
            f"action: {' | '.join(actions)}",
            *(f"{name}: {body}" for body, name in rules.items()),
            "SPAN: /.+/ & CHUNKS",
        ]
    )


def _slots_rule(slots: Mapping[str, Sequence[str]]) -> str:
    parts = []
    for slot, values in slots.items():
        key = f'","{slot}":"'
        options = [json.dumps(key + value) for value in values if value != SPAN]
        options += [f"{json.dumps(key)} SPAN"] if SPAN in values else []
        parts.append(f"({' | '.join(options)})?")
    return " ".join(parts) or '""'
