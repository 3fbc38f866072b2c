"""What gets lost, or comes in, on the way to a recogniser's text: a word, the first letters, a small word too many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from edgeassist.lab.said import Said, inside
from edgeassist.text import normalise

_COME_IN = ("the", "the", "the", "a", "a", "an", "uh", "oh", "of", "to", "so", "ah", "mm", "huh", "er", "erm")
_GO_LOST = frozenset(
    {"turn", "switch", "put", "make", "get", "give", "have", "bring", "change", "move", "adjust", "flick", "flip"}
    | {"pop", "stick", "take", "crank", "want", "need", "like", "would", "could", "can", "will", "you", "i", "we"}
    | {"the", "a", "an", "my", "our", "me", "us", "please", "of", "some", "that's", "it's", "i'd", "there", "be", "for"}
)
"""Words without which the others still say what is meant."""

_GO_LOST_ASKED = frozenset({"the", "a", "an", "my", "our", "please", "of", "some", "there", "me"})
"""The same in a question, which without "have" would be a report."""

_SHORTEST = 4
"""Words in a sentence that can spare one."""

_SHORTEST_CLIPPED = 4
_TRIES = 4
_TURNED_ROUND = ("un", "dis", "de")
"""Beginnings without which a word means the opposite."""


class Gaps:
    """Makes them in sentences that ask for something; what fills a slot stays."""

    def __init__(self, chance: Random, kept: frozenset[str]) -> None:
        """`kept` are the words that must be understood as they are."""
        self._chance = chance
        self._kept = kept

    def torn(self, said: Said) -> Said:
        """Return `said` with one gap or one word too many, now and then two; as it is where it asks for nothing."""
        ways: dict[Callable[[Said], str], int] = {self._lost: 5, self._come_in: 4, self._clipped: 3}
        for _ in range(self._chance.choice((1, 1, 1, 2)) if said.frames else 0):
            (way,) = self._chance.choices(list(ways), list(ways.values()))
            said = replace(said, text=way(said) or said.text)
        return said

    def _lost(self, said: Said) -> str:
        """Return: "the lamp in the hall on", where "turn" was swallowed."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        can_go = _GO_LOST_ASKED if said.is_question else _GO_LOST
        places = [n for n, word in enumerate(words) if word in can_go and not belongs[n]]
        if len(words) < _SHORTEST or not places:
            return ""
        at = self._chance.choice(places)
        return " ".join([*words[:at], *words[at + 1 :]])

    def _come_in(self, said: Said) -> str:
        """Return: "turn the a lamp on"."""
        words = said.text.split()
        belongs = inside(words, said.spans)
        gaps = [n for n in range(len(words)) if not (n and belongs[n - 1] and belongs[n])]
        for _ in range(_TRIES):
            at = self._chance.choice(gaps)
            text = " ".join([*words[:at], self._chance.choice(_COME_IN), *words[at:]])
            if normalise(text) == text:
                return text
        return ""

    def _clipped(self, said: Said) -> str:
        """Return: "urn the lamp on", by who spoke before the microphone was open."""
        first, _, rest = said.text.partition(" ")
        if not rest or len(first) < _SHORTEST_CLIPPED or first.startswith(_TURNED_ROUND):
            return ""
        if inside(said.text.split(), said.spans)[0] or not first.isalpha():
            return ""
        left = first[self._chance.choice((1, 1, 2)) :]
        return "" if left in self._kept else f"{left} {rest}"
