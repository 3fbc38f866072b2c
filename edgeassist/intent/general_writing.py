"""Greedy writing by a general model that is held to a grammar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from llguidance import LLMatcher
from numpy.typing import NDArray

from edgeassist.errors import EngineError
from edgeassist.intent.general_limit import Limit
from edgeassist.intent.general_llama import Llama, Logits


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote; where it grew too long it ends in the middle."""

    text: str
    probability: float
    """Product of the probabilities of the tokens that were chosen, each among the legal ones."""


class Pen:
    """Writes with one model."""

    def __init__(self, llama: Llama, limit: Limit) -> None:
        self._llama = llama
        self._tokenizer = llama.tokenizer(limit)
        self._ends = np.array(llama.ends())

    def write(self, grammar: str, prompt: Sequence[int], most: int) -> Draft:
        """Return what follows `prompt` when the likeliest legal token is taken each time, `most` tokens at most.

        The model is not asked for what is forced. Raises BrokenOffError inside `Llama.within`.
        """
        matcher = LLMatcher(self._tokenizer, grammar)
        if matcher.is_error():
            raise EngineError("llguidance", matcher.get_error())
        written: list[int] = []
        probability = 1.0
        while len(written) < most and not matcher.is_stopped():
            tokens = matcher.compute_ff_tokens()
            if not tokens:
                token, likely = self._choose(self._legal(matcher), [*prompt, *written])
                probability *= likely
                if token == self._ends[0]:
                    break
                tokens = [token]
            if not matcher.consume_tokens(tokens):
                raise EngineError("llguidance", matcher.get_error())
            written += tokens
        text = b"".join(map(self._llama.piece, written)).decode("utf-8", "replace")
        return Draft(text, probability)

    def _legal(self, matcher: LLMatcher) -> NDArray[np.int64]:
        bits = np.unpackbits(np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8), bitorder="little")
        legal = np.flatnonzero(bits)
        if not len(legal):
            raise EngineError("llguidance", matcher.get_error() or "no token is legal")
        return legal

    def _choose(self, legal: NDArray[np.int64], before: Sequence[int]) -> tuple[int, float]:
        """Return the likeliest of the legal tokens and its probability; where there is one the model is not asked."""
        if len(legal) == 1:
            return int(legal[0]), 1.0
        scores = self._with_one_end(self._llama.read(before))[legal].astype(np.float64)
        best = int(scores.argmax())
        return int(legal[best]), float(1.0 / np.exp(scores - scores[best]).sum())

    def _with_one_end(self, logits: Logits) -> Logits:
        """Return the logits with the usual end as likely as the likeliest: the grammar knows but this one."""
        logits[self._ends[0]] = logits[self._ends].max()
        return logits
