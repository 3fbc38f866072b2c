"""How well given sentences fit what was said, each by itself: what people usually say counts for nothing here."""

from __future__ import annotations

from math import inf
from pathlib import Path

from edgeassist.stt.sphinx import Decoder

_SEARCH = "aligned"


class Aligner:
    """Fits sentences to utterances of which all sounds were scored, about a millisecond each.

    `decoder` knows the words, and is used for nothing else.
    """

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder

    def fit(self, text: str, scores: Path) -> float:
        """Return how well a spoken text fits an utterance, in nats; -inf: not at all, or a word of it is not known."""
        words = text.split()
        if not words or not all(map(self._decoder.knows, words)):
            return -inf
        self._decoder.add_grammar(_SEARCH, f"#JSGF V1.0; grammar text; public <text> = {text};")
        self._decoder.use(_SEARCH)
        self._decoder.hear_scored(scores)
        if self._decoder.words() != text:
            return -inf
        return sum(part.score * (part.last - part.first) for part in self._decoder.stretches())
