"""A question → the sentences of the documents that answer it, or nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from edgeassist.documents.index import Hit, Index
from edgeassist.documents.likeness import Likeness
from edgeassist.documents.passages import Unit
from edgeassist.documents.questions import Analyst, Question, Term
from edgeassist.documents.weighing import best_part
from edgeassist.stems import Stems

_MOST_HITS = 40
_LEAST = 0.7
"""Part of the words that count, by their weight, that a passage must have to be an answer."""
_LEAST_AGREED = 0.5
"""The same where it is the passage that means most nearly the same as well."""
_RANK_ONE = 60
"""Of reciprocal ranks: how little the first places count more than the next."""


@dataclass(frozen=True, slots=True)
class Found:
    """What answers a question."""

    hit: Hit
    units: tuple[Unit, ...]
    """What is read of the passage."""
    coverage: float
    """From 0 to 1, how much of the question it speaks of."""
    score: float


class Finder:
    """Finds answers in an index."""

    def __init__(self, index: Index, likeness: Likeness | None = None) -> None:
        self._index = index
        self._likeness = likeness
        self.stems = Stems()
        self._analyst = Analyst(self.stems)

    def answers(self, text: str) -> list[Found]:
        """Return what answers a question, the best first; empty: nothing does. Raises StateError, EngineError."""
        question = self._analyst.question(text)
        if not question.says_much:
            return []
        ranked = self._ranked(question)
        good = [found for found in ranked if _is_good(found, question)]
        if self._likeness is None:
            return good
        closest = self._likeness.closest(text)
        doubtful = [found for found in ranked if _is_good(found, question, _LEAST_AGREED)][:1]
        agreed = [found for found in doubtful if found not in good and [found.hit.number] == closest[:1]]
        return _fused(good + agreed, closest)

    def has_any(self) -> bool:
        """Return whether there is anything to be found. Raises StateError."""
        return any(document.passages for document in self._index.documents())

    def _ranked(self, question: Question) -> list[Found]:
        """Return what speaks of anything that a question asks for, the best first."""
        words = [word for term in question.terms for word in (term.word, *term.alike)]
        total, frequencies = self._index.frequencies([term.stem for term in question.terms])
        weights = {term.stem: _weight(term, total, frequencies) for term in question.terms}
        hits = self._index.hits(words, _MOST_HITS)
        parts = ((hit, best_part(hit, question, weights, self.stems)) for hit in hits)
        found = [Found(hit, part.units, part.coverage, part.score) for hit, part in parts if part is not None]
        return sorted(found, key=lambda each: -each.score)


def _is_good(found: Found, question: Question, least: float = _LEAST) -> bool:
    return found.coverage >= least and question.is_met_by(" ".join(unit.text for unit in found.units))


def _fused(found: Sequence[Found], closest: Sequence[int]) -> list[Found]:
    """Return what was found in the order of both rankings, by the sum of what each place is worth."""
    places = {number: place for place, number in enumerate(closest)}
    worth = {
        each.hit.number: 1 / (_RANK_ONE + place) + 1 / (_RANK_ONE + places.get(each.hit.number, len(closest)))
        for place, each in enumerate(found)
    }
    return sorted(found, key=lambda each: -worth[each.hit.number])


def _weight(term: Term, total: int, frequencies: Mapping[str, int]) -> float:
    """Return how much a word counts: twice as much where hardly any passage has it as where all do."""
    rarity = math.log((total + 1) / (frequencies.get(term.stem, 0) + 0.5)) / math.log(2 * (total + 1))
    return term.weight * (1 + rarity)
