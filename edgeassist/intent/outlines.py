"""Templates as outlines: expressions of the library made into parts, of which equal ones are one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import permutations

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.intents import SlotList, TextSlotList, WildcardSlotList

from edgeassist.intent.fitting import At, Part, Walk
from edgeassist.intent.parts import Name, Number, Said, Values, Wildcard
from edgeassist.templates import HOME_LISTS


class Outlines:
    """Makes parts of expressions, equal ones once."""

    def __init__(self, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList]) -> None:
        self._given_rules = rules
        self._given_lists = lists
        self._rules: dict[str, Part] = {}
        self._lists: dict[str, Part] = {}
        self._words: dict[str, Part] = {}
        self._rows: dict[tuple[Part, ...], Part] = {}
        self._choices: dict[tuple[Part, ...], Part] = {}

    def of(self, expression: Expression) -> Part:
        """Return an expression as a part."""
        match expression:
            case TextChunk(text=text):
                return self._words.setdefault(text, Said(text))
            case RuleReference(rule_name=name):
                if name not in self._rules:
                    self._rules[name] = self.of(self._given_rules[name].expression)
                return self._rules[name]
            case ListReference(list_name=name):
                if name not in self._lists:
                    self._lists[name] = self._list(expression)
                return self._lists[name]
            case Permutation():
                return self._either(self._in_order(order) for order in permutations(expression.items))
            case Alternative():
                return self._either(map(self.of, expression.items))
            case Group():
                return self._in_order(expression.items)
        raise TypeError(expression)

    def _list(self, reference: ListReference) -> Part:
        name = reference.list_name
        if name in HOME_LISTS:
            return Name(name)
        match self._given_lists.get(name):
            case WildcardSlotList():
                return Wildcard(name)
            case TextSlotList(values=values):
                said = [value.text_in for value in values]
                words = (each.text.lstrip().casefold() for each in said if isinstance(each, TextChunk))
                others = [self.of(each) for each in said if not isinstance(each, TextChunk)]
                return Values(filter(None, words), self._either(others) if others else None)
            case numbers:
                return Number(reference, {name: numbers} if numbers else {})

    def _either(self, parts: Iterable[Part]) -> Part:
        return _made(_Either, tuple(dict.fromkeys(parts)), self._choices)

    def _in_order(self, items: Iterable[Expression]) -> Part:
        return _made(_InOrder, tuple(map(self.of, items)), self._rows)


def _made(kind: type[_Either | _InOrder], parts: tuple[Part, ...], known: dict[tuple[Part, ...], Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    if parts not in known:
        known[parts] = kind(parts)
    return known[parts]


class _InOrder(Part):
    """Parts one after the other."""

    __slots__ = ("_parts",)

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = tuple(parts)
        first = next((n for n, part in enumerate(self._parts, 1) if not part.may_lack), len(self._parts))
        super().__init__(_letters(self._parts[:first]), may_lack=all(part.may_lack for part in self._parts))

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where the last of them may end."""
        found: Collection[At] = (at,)
        for part in self._parts:
            if len(found) == 1:
                (one,) = found
                found = walk.ends(part, one)
            else:
                found = {end for one in found for end in walk.ends(part, one)}
            if not found:
                break
        return found


class _Either(Part):
    """One of several parts."""

    __slots__ = ("_by_letter", "_parts")

    def __init__(self, parts: Iterable[Part]) -> None:
        self._parts = tuple(parts)
        self._by_letter: dict[str, tuple[Part, ...]] = {}
        super().__init__(_letters(self._parts), may_lack=any(part.may_lack for part in self._parts))

    def ends(self, walk: Walk, at: At) -> Collection[At]:
        """Return where any of them may end."""
        found: Collection[At] = ()
        for part in self._likely(walk, at):
            if ends := walk.ends(part, at):
                found = {*found, *ends} if found else ends
        return found

    def _likely(self, walk: Walk, at: At) -> tuple[Part, ...]:
        if at.wildcard:
            return self._parts
        place = walk.skipped(at)
        letter = walk.text[place : place + 1]
        if (parts := self._by_letter.get(letter)) is None:
            parts = tuple(part for part in self._parts if part.may_begin(letter))
            if letter.isascii():  # of all others there are too many to keep
                self._by_letter[letter] = parts
        return parts


def _letters(parts: Iterable[Part]) -> frozenset[str] | None:
    each = [part.letters for part in parts]
    return None if None in each else frozenset[str]().union(*filter(None, each))
