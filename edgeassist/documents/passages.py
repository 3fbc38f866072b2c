"""What a document is cut into: passages that are found, of units that are read aloud."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

LONGEST = 900
"""Characters of a passage; one unit may be longer."""
_ENOUGH = 240
"""Characters from which on a passage takes no further paragraph."""
_LONGEST_UNIT = 600

UnitKind = Literal["sentence", "row", "step"]


class Unit(NamedTuple):
    """What is read as a whole: a sentence; a row of a table or list, which stands for itself; a step of several."""

    kind: UnitKind
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list or a table, under the headings that stand above it."""

    headings: tuple[str, ...]
    page: int | None
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that can be the answer to a question."""

    heading: str
    page: int | None
    """Counted from 1; None where the document has no pages."""
    units: tuple[Unit, ...]

    @property
    def text(self) -> str:
        """All of it."""
        return " ".join(unit.text for unit in self.units)


def passages_of(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Yield passages of a document: what stands together under one heading, on one page, not too long."""
    draft = _Draft()
    for block in blocks:
        for number, unit in enumerate(block.units):
            if not draft.takes(block, unit, begins=number == 0):
                yield from draft.given()
            draft.add(block, unit)
    yield from draft.given()


@dataclass(slots=True)
class _Draft:
    """The passage that is being put together."""

    block: Block | None = None
    units: list[Unit] = field(default_factory=list)
    length: int = 0

    def takes(self, block: Block, unit: Unit, *, begins: bool) -> bool:
        """Return whether a unit still belongs to it; one that `begins` a paragraph only while there is little."""
        if self.block is None:
            return True
        length = self.length
        together = (self.block.headings, self.block.page) == (block.headings, block.page)
        return together and length + len(unit.text) <= LONGEST and (not begins or length < _ENOUGH)

    def add(self, block: Block, unit: Unit) -> None:
        """Put a unit at its end."""
        self.block = block
        self.units.append(unit)
        self.length += len(unit.text) + 1

    def given(self) -> Iterator[Passage]:
        """Yield it where there is one, and begin anew."""
        if self.block is not None:
            yield Passage(": ".join(self.block.headings), self.block.page, tuple(self.units))
        self.block, self.units, self.length = None, [], 0


_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|Tel|approx|max|min|e\.g|i\.e|etc|vs|[A-Z])\.$")
_LONGEST_ABBREVIATION = 12
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d)]*\s+(?=[\"'\u201c(]?[A-Z0-9])")


def sentences(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph; a very long one is cut.

    >>> sentences("Ring Dr. Lind at once. He comes at 9.30 a.m. on weekdays! Ask first.")
    ['Ring Dr. Lind at once.', 'He comes at 9.30 a.m. on weekdays!', 'Ask first.']
    """
    found: list[str] = []
    for piece in _SENTENCE_END.split(" ".join(paragraph.split())):
        if found and len(found[-1]) < _LONGEST_UNIT and _ABBREVIATED.search(found[-1][-_LONGEST_ABBREVIATION:]):
            found[-1] = f"{found[-1]} {piece}"
        elif piece:
            found.append(piece)
    return [part for sentence in found for part in _short(sentence)]


def _short(sentence: str) -> Iterator[str]:
    begins = 0
    while len(sentence) - begins > _LONGEST_UNIT:
        at = sentence.rfind(" ", begins + 1, begins + _LONGEST_UNIT)
        at = at if at > 0 else begins + _LONGEST_UNIT
        yield sentence[begins:at].strip()
        begins = at
    yield sentence[begins:].strip()
