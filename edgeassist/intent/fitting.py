"""What a template is made of, as far as it tells which texts may fit: where each part may end that begins at a place.

The library tells what a text means, and takes long to find that it fits nothing. A part is looked for once at a place,
however many templates have it: "turn on" is not tried for every command anew.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

Holds: TypeAlias = Callable[[str, str], bool]
"""Tells whether a wildcard of this list may hold these words."""

_SPACE = re.compile(" ")


class At(NamedTuple):
    """A place in a text."""

    place: int
    starts_word: bool = True
    wildcard: str = ""
    """The list of a wildcard that has been begun here and takes what comes."""


class Walk:
    """One text, in which outlines are looked for."""

    def __init__(self, text: str, names: Mapping[str, Part], holds: Holds) -> None:
        """`names` are those of the home, by the list that they are."""
        self.text = f"{text} "
        self.names = names
        self.holds = holds
        self._known: dict[tuple[Part, At], Collection[At]] = {}

    def ends(self, part: Part, at: At) -> Collection[At]:
        """Return where a part may end that begins at a place, and remember it."""
        key = part, at
        if (found := self._known.get(key)) is None:
            found = self._known[key] = part.ends(self, at)
        return found

    def skipped(self, at: At) -> int:
        """Return the place after the spaces that count for nothing where a word starts."""
        place = at.place
        while at.starts_word and self.text.startswith(" ", place):
            place += 1
        return place

    def is_within_word(self, place: int) -> bool:
        """Return whether a word goes on at a place."""
        between = self.text[max(0, place - 1) : place + 1]
        return len(between) == 2 and between.isalnum()

    def fits(self, part: Part) -> bool:
        """Return whether all of the text may fit a part."""
        for place, _, wildcard in self.ends(part, At(0)):
            rest = self.text[place:].strip()
            if self.holds(wildcard, rest) if wildcard else not rest:
                return True
        return False

    def beginnings(self, part: Part) -> Iterator[int]:
        """Yield how long those beginnings of the text are, in whole words, that may fit a part."""
        for place, _, wildcard in self.ends(part, At(0)):
            if wildcard:
                words = (match.start() for match in _SPACE.finditer(self.text, place + 1))
                yield from (end for end in words if self.holds(wildcard, self.text[place:end]))
            elif self.text[place : place + 1] == " ":
                yield place
            elif self.text[place - 1 : place] == " ":
                yield place - 1


@lru_cache(maxsize=1_000)
def _shared(letters: frozenset[str] | None) -> frozenset[str] | None:
    """Return the same letters for equal ones: of the many parts few have other ones than all the rest."""
    return letters


class Part(ABC):
    """A part of a template."""

    __slots__ = ("last", "letters", "may_lack")

    def __init__(self, letters: frozenset[str] | None, last: frozenset[str] | None, *, may_lack: bool) -> None:
        self.letters = _shared(letters)
        """What a text begins with that fits it; None: anything."""
        self.last = _shared(last)
        """What such a text ends with."""
        self.may_lack = may_lack
        """Whether nothing fits it, too."""

    def may_begin(self, letter: str) -> bool:
        """Return whether a text that begins with this letter may fit it, or nothing may."""
        return self.may_lack or self.letters is None or letter in self.letters

    def may_end(self, letter: str) -> bool:
        """Return whether a text that ends with this letter may fit it, or nothing may."""
        return self.may_lack or self.last is None or letter in self.last

    @abstractmethod
    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where it may end."""
