"""The parts of templates that say something: words, what is on a list, names of the home, numbers, and any words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from hassil.expression import ListReference
from hassil.intents import SlotList
from hassil.models import MatchEntity
from hassil.string_matcher import WORD_END_CHARS, MatchContext, MatchSettings, match_expression

from edgeassist.intent.fitting import At, Part, Walk


class Said(Part):
    """Words, or what stands between words."""

    __slots__ = ("_bare", "_ends_word", "_text")

    def __init__(self, text: str) -> None:
        self._text = text.casefold()
        self._bare = self._text.lstrip()
        self._ends_word = text.endswith(WORD_END_CHARS)
        super().__init__(frozenset(self._bare[:1]), frozenset(self._bare.rstrip()[-1:]), may_lack=not self._bare)

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where it may end."""
        if not self._text:
            return (at,)
        text, place = walk.text, walk.skipped(at)
        said = self._bare if at.starts_word else self._text
        if at.wildcard:
            return self._after(walk, At(place, wildcard=at.wildcard), said)
        if text.startswith(said, place):
            runs_on = at.starts_word and self._text[0].isspace() and walk.is_within_word(at.place)
            return () if runs_on else (At(place + len(said), self._ends_word),)
        return (at,) if said.isspace() and not text[place:].strip() else ()

    def _after(self, walk: Walk, at: At, said: str) -> Collection[At]:
        """Return where it ends after words that a wildcard can hold."""
        if not said.strip():
            return (at,)
        found, start = [], walk.text.find(said, at.place + 1)
        while start >= 0:
            if not walk.is_within_word(start) and walk.holds(at.wildcard, walk.text[at.place : start]):
                found.append(At(start + len(said), self._ends_word))
            start = walk.text.find(said, start + 1)
        return found


class Wildcard(Part):
    """Whatever comes."""

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        super().__init__(None, None, may_lack=False)
        self._name = name

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where it may end."""
        return (at._replace(wildcard=self._name),) if at.place < len(walk.text) else ()


class Name(Part):
    """A name of the home."""

    __slots__ = ("_kind",)

    def __init__(self, kind: str) -> None:
        super().__init__(None, None, may_lack=False)
        self._kind = kind

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where it may end."""
        return walk.ends(walk.names[self._kind], at) if self._kind in walk.names else ()


class Number(Part):
    """A number of a range, which the library finds."""

    __slots__ = ("_reference", "_settings")

    def __init__(self, reference: ListReference, lists: Mapping[str, SlotList]) -> None:
        super().__init__(None, None, may_lack=False)
        self._reference = reference
        self._settings = MatchSettings({**lists})

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where it may end."""
        before = [MatchEntity("", "", "", is_wildcard=True)] if at.wildcard else []
        context = MatchContext(walk.text[at.place :], before, is_start_of_word=at.starts_word)
        return [
            At(len(walk.text) - len(way.text), way.is_start_of_word)
            for way in match_expression(self._settings, context, self._reference)
            if not at.wildcard or walk.holds(at.wildcard, way.entities[0].text)
        ]


class Values(Part):
    """The values of a list."""

    __slots__ = ("_lengths", "_others", "_words")

    def __init__(self, words: Iterable[str], others: Part | None = None) -> None:
        """`others` are values that are templates."""
        self._words = frozenset(words)
        self._lengths = tuple({len(each) for each in self._words})
        self._others = others
        letters, last = (others.letters, others.last) if others else (frozenset[str](), frozenset[str]())
        super().__init__(
            letters if letters is None else letters.union(each[0] for each in self._words),
            last if last is None else last.union(each.rstrip()[-1:] for each in self._words),
            may_lack=False,
        )

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where it may end."""
        text, place = walk.text, walk.skipped(at)
        starts = range(place + 1, len(text)) if at.wildcard else (place,)
        found = {
            At(start + length, at.starts_word)
            for start in starts
            for length in self._lengths
            if text[start : start + length] in self._words
            and not (at.wildcard and (walk.is_within_word(start) or not walk.holds(at.wildcard, text[place:start])))
        }
        if self._others:
            found.update(end._replace(starts_word=at.starts_word) for end in walk.ends(self._others, at))
        return found
