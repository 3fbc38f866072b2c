"""How well each part of a passage answers a question: a sentence, two in a row, a row of a table, some steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from edgeassist.documents.index import Hit
from edgeassist.documents.passages import Unit
from edgeassist.documents.questions import Question, Term
from edgeassist.stems import Stems

_MOST_STEPS = 4
_MOST_ROWS = 6
_IN_HEADING, _IN_TITLE = 0.95, 0.9
_ALIKE, _BEGINNING = 0.9, 0.75
_LEAST_BEGINNING = 5
"""Letters from which on the beginning of a word counts as the word: "dishwash", "dishwasher"."""
_TOGETHER, _LINKED = 0.3, 0.9
"""What words of a question count that stand in another sentence than the others, and where that speaks of "it"."""
_GOES_ON = re.compile(r"(?:[\w']+ ){0,3}(?:it|its|they|them|their|he|him|his|she|her|this|these|one)\b", re.IGNORECASE)
_CODED = re.compile(r"[A-Z]{1,2}-?\d{1,4}\b")
_OF_ANOTHER = re.compile(
    r"\b(?:guest|visitor|spare|second|other|old|former|previous|temporary|neighbours?|children's|kids')(?= [a-z])",
    re.IGNORECASE,
)
"""Words for one beside the usual one, which is meant where nothing of that is asked."""
_POINTING = re.compile(r"(?:it|they|he|she|this|that|these|those|its|their|her|his|them)\b", re.IGNORECASE)


class Part(NamedTuple):
    """Some units of a passage, weighed."""

    units: tuple[Unit, ...]
    coverage: float
    """From 0 to 1, how much of the question they speak of."""
    score: float
    """How good they are among others."""


def best_part(hit: Hit, question: Question, weights: Mapping[str, float], stems: Stems) -> Part | None:
    """Return the part of a passage that answers best; None: none says anything of what is asked for.

    `weights` says by stem how much a word of the question counts.
    """
    above, _, heading = hit.passage.heading.rpartition(": ")
    units = hit.passage.units
    texts = stems.of_each([hit.document.title, above, heading, *(unit.text for unit in units)])
    sight = _Sight(question, [weights[term.stem] for term in question.terms], [_row(question, text) for text in texts])
    parts = (_weighed(units, first, last, sight, question) for first, last in _spans(units, question))
    best = max(filter(None, parts), key=lambda part: part.score, default=None)
    return None if best is None else _with_its_list(best, units, sight)


def _with_its_list(part: Part, units: Sequence[Unit], sight: _Sight) -> Part:
    """Return a row with those beside it where only what stands over all of them was asked about: "the bin days"."""
    first = units.index(part.units[0])
    last = first + len(part.units)
    if len(part.units) > 1 or units[first].kind != "row":
        return part
    while first > 0 and units[first - 1].kind == "row":
        first -= 1
    while last < len(units) and units[last].kind == "row":
        last += 1
    named = max(sight.inside(first, last)) == 1.0
    return part if named or last - first > _MOST_ROWS else part._replace(units=tuple(units[first:last]))


def _weighed(units: Sequence[Unit], first: int, last: int, sight: _Sight, question: Question) -> Part | None:
    inside = sight.inside(first, last)
    if not sight.is_near(inside):
        return None
    taken = tuple(units[first:last])
    text = " ".join(unit.text for unit in taken)
    alone = max(sight.covered(sight.inside(at, at + 1)) for at in range(first, last))
    together = _LINKED if _GOES_ON.match(taken[-1].text) else _TOGETHER
    coverage = alone + together * (sight.covered(inside) - alone)
    manner = _manner(taken, question, first) + 0.2 * question.is_met_by(text) - 0.01 * first
    return Part(taken, coverage, coverage + sight.more(inside) + manner)


@dataclass(frozen=True)
class _Sight:
    """Which words of a question stand where: a row a text, a number from 0 to 1 a word."""

    question: Question
    weights: Sequence[float]
    rows: Sequence[Sequence[float]]
    """Title, headings above, heading, then the units."""

    def inside(self, first: int, last: int) -> list[float]:
        """Return what stands in some units."""
        return [max(column) for column in zip(*self.rows[3 + first : 3 + last], strict=True)]

    def covered(self, inside: Sequence[float]) -> float:
        """Return which part of a question is spoken of, headings and title included."""
        title, above, heading = self.rows[:3]
        found = zip(inside, heading, above, title, strict=True)
        return self._part([max(i, _IN_HEADING * h, _IN_TITLE * max(a, t)) for i, h, a, t in found])

    def more(self, inside: Sequence[float]) -> float:
        """Return how much of what is not in the title anyway is said in the text, and in the heading."""
        own, above = self._part(inside, self._beyond_title), self._part(self.rows[2], self._beyond_title)
        return (0.3 - 0.2 * above) * own + 0.4 * above

    def is_near(self, inside: Sequence[float]) -> bool:
        """Return whether a text or its own heading says what is asked for, and not only the title of it all."""
        title, _, heading = self.rows[:3]
        near = [at for at in self._beyond_title or self._strong if max(inside[at], heading[at]) >= _ALIKE]
        if not near or all(max(inside[at], heading[at], title[at]) < _ALIKE for at in self._strong):
            return False
        sure = any(heading[at] or self.question.terms[at].is_code for at in near)
        rest = self._beyond_title or self._strong
        return sure or len(near) > 1 or len(rest) == 1 or not self.question.is_how_to

    @cached_property
    def _strong(self) -> Sequence[int]:
        """The words that say much, where there are such."""
        numbers = range(len(self.question.terms))
        return [at for at in numbers if self.question.terms[at].weight == 1.0] or numbers

    @cached_property
    def _beyond_title(self) -> Sequence[int]:
        return [at for at, match in enumerate(self.rows[0]) if not match]

    def _part(self, matches: Sequence[float], which: Sequence[int] | None = None) -> float:
        numbers = range(len(matches)) if which is None else which
        total = sum(self.weights[at] for at in numbers)
        return sum(self.weights[at] * matches[at] for at in numbers) / total if total else 0.0


def _manner(units: Sequence[Unit], question: Question, first: int) -> float:
    """Return how well some units can be read alone: how to do something takes more than one sentence."""
    if first and _POINTING.match(units[0].text):
        return -0.1
    others = {word.lower() for unit in units for word in _OF_ANOTHER.findall(unit.text)}
    if others - {term.word for term in question.terms}:
        return -0.2
    if _CODED.match(units[0].text) and not any(term.is_code for term in question.terms):
        return -0.2
    if len(units) == 1:
        return 0.0
    return 0.06 if question.wants_more or _POINTING.match(units[1].text) else -0.04


def _row(question: Question, stems: Sequence[str]) -> list[float]:
    """Return how well each word of a question is among others."""
    known = frozenset(stems)
    beginnings = {stem[:_LEAST_BEGINNING] for stem in known}
    return [_matched(term, known, beginnings) for term in question.terms]


def _matched(term: Term, stems: frozenset[str], beginnings: set[str]) -> float:
    if term.stem in stems:
        return 1.0
    if term.is_code:
        return 0.0
    if term.alike & stems:
        return _ALIKE
    may_begin = len(term.stem) >= _LEAST_BEGINNING and term.stem[:_LEAST_BEGINNING] in beginnings
    return _BEGINNING if may_begin and any(_begins(term.stem, stem) for stem in stems) else 0.0


def _begins(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= _LEAST_BEGINNING and (one.startswith(other) or other.startswith(one))


def _spans(units: Sequence[Unit], question: Question) -> Iterator[tuple[int, int]]:
    """Yield first and end of what could be read of a passage."""
    for first, unit in enumerate(units):
        yield first, first + 1
        if unit.kind == "sentence" and first + 1 < len(units) and units[first + 1].kind == "sentence":
            yield first, first + 2
        if unit.kind == "step" and question.is_how_to:
            yield first, min(first + _MOST_STEPS, len(units))
