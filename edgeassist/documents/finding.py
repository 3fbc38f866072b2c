"""A question → the sentences of the documents that answer it, or nothing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from edgeassist.documents.index import Hit, Index
from edgeassist.documents.likeness import Likeness
from edgeassist.documents.passages import Unit
from edgeassist.documents.questions import Analyst, Question, Term
from edgeassist.stems import Stems

_MOST_HITS = 60
_MOST_STEPS = 4
_LEAST = 0.7
"""Part of the words that count, by their weight, that a passage must have to be an answer."""

_LEAST_AGREED = 0.5
"""The same where it is the passage that means most nearly the same as well."""
_RANK_ONE = 60
"""Of reciprocal ranks: how little the first places count more than the next."""

_IN_HEADING, _IN_TITLE = 0.95, 0.9
_ALIKE, _BEGINNING = 0.9, 0.75
_TOGETHER, _LINKED = 0.3, 0.9
"""What words of a question count that stand in another sentence than the others, and where that speaks of "it"."""
_GOES_ON = re.compile(r"(?:[\w']+ ){0,3}(?:it|its|they|them|their|he|him|his|she|her|this|these|one)\b", re.IGNORECASE)
_CODED = re.compile(r"[A-Z]{1,2}-?\d{1,4}\b")
_POINTING = re.compile(r"(?:it|they|he|she|this|that|these|those|its|their|her|his|them)\b", re.IGNORECASE)
_LEAST_BEGINNING = 5
"""Letters from which on the beginning of a word counts as the word: "dishwash", "dishwasher"."""


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
        if not question.terms:
            return []
        ranked = self.ranked(question)
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

    def ranked(self, question: Question) -> list[Found]:
        """Return what speaks of anything that a question asks for, the best first."""
        words = [word for term in question.terms for word in (term.word, *term.alike)]
        total, frequencies = self._index.frequencies([term.stem for term in question.terms])
        weights = {term.stem: _weight(term, total, frequencies) for term in question.terms}
        hits = self._index.hits(words, _MOST_HITS)
        found = [best for hit in hits if (best := self._best(hit, question, weights))]
        return sorted(found, key=lambda each: -each.score)

    def _best(self, hit: Hit, question: Question, weights: Mapping[str, float]) -> Found | None:
        """Return the part of a passage that answers best."""
        above, _, heading = hit.passage.heading.rpartition(": ")
        around = _Around(self._set(heading), self._set(above), self._set(hit.document.title), weights)
        best: Found | None = None
        for first, units in _windows(hit.passage.units, question):
            inside = self._set(_text(units))
            if not around.is_near(question, inside):
                continue
            each = max(around.covered(question.terms, self._set(unit.text)) for unit in units)
            together = _LINKED if _GOES_ON.match(units[-1].text) else _TOGETHER
            coverage = each + together * (around.covered(question.terms, inside) - each)
            score = coverage + around.more(question.terms, inside) - 0.01 * first
            score += 0.2 * question.is_met_by(_text(units)) + _manner(units, question, first)
            if best is None or score > best.score:
                best = Found(hit, tuple(units), coverage, score)
        return best

    def _set(self, text: str) -> frozenset[str]:
        return frozenset(self.stems.of(text))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands above a passage."""

    heading: frozenset[str]
    above: frozenset[str]
    """Headings above that one."""
    title: frozenset[str]
    weights: Mapping[str, float]

    def covered(self, terms: Sequence[Term], inside: frozenset[str]) -> float:
        """Return which part of a question is spoken of, headings and title included."""
        return self._part(
            terms,
            lambda term: max(
                _matched(term, inside),
                _IN_HEADING * _matched(term, self.heading),
                _IN_TITLE * _matched(term, self.title | self.above),
            ),
        )

    def more(self, terms: Sequence[Term], inside: frozenset[str]) -> float:
        """Return how much of what is not in the title anyway is said in the text, and in the heading."""
        rest = [term for term in terms if not _matched(term, self.title)]
        own = self._part(rest, lambda term: _matched(term, inside))
        above = self._part(rest, lambda term: _matched(term, self.heading))
        return (0.3 - 0.2 * above) * own + 0.4 * above

    def is_near(self, question: Question, inside: frozenset[str]) -> bool:
        """Return whether a text or its own heading says what is asked for, and not only the title of it all."""
        strong = [term for term in question.terms if term.weight == 1.0] or question.terms
        rest = [term for term in question.terms if not _matched(term, self.title)] or strong
        near = [term for term in rest if _matched(term, inside | self.heading) >= _ALIKE]
        if not near or not any(_matched(term, inside | self.heading | self.title) >= _ALIKE for term in strong):
            return False
        sure = any(_matched(term, self.heading) or term.is_code for term in near)
        return sure or len(near) > 1 or len(rest) == 1 or not question.is_how_to

    def _part(self, terms: Sequence[Term], matched: Callable[[Term], float]) -> float:
        total = sum(self.weights[term.stem] for term in terms)
        return sum(self.weights[term.stem] * matched(term) for term in terms) / total if total else 0.0


def _text(units: Sequence[Unit]) -> str:
    return " ".join(unit.text for unit in units)


def _manner(units: Sequence[Unit], question: Question, first: int) -> float:
    """Return how well some units can be read alone: how to do something takes more than one sentence."""
    if first and _POINTING.match(units[0].text):
        return -0.1
    if _CODED.match(units[0].text) and not any(term.is_code for term in question.terms):
        return -0.2
    if len(units) == 1:
        return 0.0
    return 0.06 if question.is_how_to or _POINTING.match(units[1].text) else -0.04


def _is_good(found: Found, question: Question, least: float = _LEAST) -> bool:
    return found.coverage >= least and question.is_met_by(_text(found.units))


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


def _matched(term: Term, stems: frozenset[str] | set[str]) -> float:
    """Return how well a word is among others: from 0 to 1."""
    if term.stem in stems:
        return 1.0
    if term.is_code:
        return 0.0
    if term.alike & stems:
        return _ALIKE
    return _BEGINNING if any(_begins(term.stem, stem) for stem in stems) else 0.0


def _begins(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LEAST_BEGINNING and (one.startswith(other) or other.startswith(one))


def _windows(units: Sequence[Unit], question: Question) -> Iterator[tuple[int, Sequence[Unit]]]:
    """Yield what could be read of a passage: a unit, two sentences in a row, the steps of something."""
    for first, unit in enumerate(units):
        yield first, units[first : first + 1]
        pair = units[first : first + 2]
        if unit.kind == "sentence" and len(pair) == 2 and pair[1].kind == "sentence":
            yield first, pair
        if unit.kind == "step" and question.is_how_to:
            yield first, units[first : first + _MOST_STEPS]
