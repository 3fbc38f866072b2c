"""Templates as outlines: expressions of the library made into parts, of which equal ones are one.

All who read by a set share its index, in every thread.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
from hassil.intents import IntentData, SlotList, TextSlotList, WildcardSlotList

from edgeassist.intent.fitting import At, Part, Walk
from edgeassist.intent.parts import Name, Number, Said, Values, Wildcard
from edgeassist.templates import HOME_LISTS, Form, TemplateSet


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
        needed = [number for number, part in enumerate(self._parts) if not part.may_lack] or [len(self._parts), 0]
        super().__init__(
            _letters(part.letters for part in self._parts[: needed[0] + 1]),
            _letters(part.last for part in self._parts[needed[-1] :]),
            may_lack=all(part.may_lack for part in self._parts),
        )

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
        super().__init__(
            _letters(part.letters for part in self._parts),
            _letters(part.last for part in self._parts),
            may_lack=any(part.may_lack for part in self._parts),
        )

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


def _letters(of_parts: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    each = [*of_parts]
    return None if None in each else frozenset[str]().union(*filter(None, each))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A template, with what tells early that a text does not fit it."""

    intent: str
    block: IntentData
    block_number: int
    expression: Expression
    form: Form
    wildcards: Mapping[str, str]
    """Slot → the wildcard list that fills it."""
    domains: frozenset[str]
    """What a name in it should be; empty: anything."""
    named: bool
    """Whether a name in it must be known to be of these domains: a bare name means what it names."""
    needs: int
    """Bit mask of the clauses that a text must fulfil to fit."""


class TemplateIndex:
    """The templates of `templates.bare`; what is made when it is first needed, threads may ask for at once."""

    def __init__(self, templates: TemplateSet) -> None:
        self._set = templates
        self._outlines = self._outlines_with({}, {})
        self._parts: dict[int, Part] = {}
        self._by_letter: dict[str, Sequence[int]] = {}
        self._by_last: dict[str, bytes] = {}
        self._clauses: dict[frozenset[str], int] = {}
        self._fragments: dict[str, int] = {}
        self.candidates = list(self._found())

    def possible(self, text: str) -> Iterator[int]:
        """Yield the numbers of the templates that may fit all of `text`, which has the words they cannot do without."""
        ending = self._ending(text.rstrip()[-1:])
        return (number for number in self.begun(text) if ending[number])

    def begun(self, text: str) -> Iterator[int]:
        """Yield the same for templates that may fit a beginning of `text`."""
        missing = self._missing(text)
        return (number for number in self._beginning(text[:1]) if not self.candidates[number].needs & missing)

    def _beginning(self, letter: str) -> Sequence[int]:
        """Return the numbers of the templates that a text may fit that begins with this letter; all while some wait."""
        if len(self._parts) < len(self.candidates):
            return range(len(self.candidates))
        if (numbers := self._by_letter.get(letter)) is None:
            numbers = [number for number in range(len(self.candidates)) if self.part(number).may_begin(letter)]
            if letter.isascii():  # of all others there are too many to keep
                self._by_letter[letter] = numbers
        return numbers

    def _ending(self, letter: str) -> bytes:
        """Return for each template whether a text may fit it that ends with this letter; 1 while some wait."""
        if len(self._parts) < len(self.candidates):
            return b"\1" * len(self.candidates)
        if (fits := self._by_last.get(letter)) is None:
            fits = bytes(self.part(number).may_end(letter) for number in range(len(self.candidates)))
            if letter.isascii():
                self._by_last[letter] = fits
        return fits

    def part(self, number: int) -> Part:
        """Return the outline of a template."""
        if number not in self._parts:
            candidate = self.candidates[number]
            rules, lists = candidate.block.expansion_rules, candidate.block.slot_lists
            outlines = self._outlines_with(rules, lists) if rules or lists else self._outlines
            self._parts[number] = outlines.of(candidate.expression)
        return self._parts[number]

    def _outlines_with(self, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList]) -> Outlines:
        intents = self._set.bare
        return Outlines({**intents.expansion_rules, **rules}, {**intents.slot_lists, **lists})

    def unmade(self) -> list[int]:
        """Return the numbers of the templates whose outlines nobody has needed yet."""
        return [number for number in range(len(self.candidates)) if number not in self._parts]

    def _missing(self, text: str) -> int:
        """Return the bits of the clauses that no fragment of the text fulfils."""
        missing = (1 << len(self._clauses)) - 1
        for word in text.split():
            for start in range(len(word)):
                for end in range(start + 1, len(word) + 1):
                    if clauses := self._fragments.get(word[start:end]):
                        missing &= ~clauses
        return missing

    def _found(self) -> Iterator[Candidate]:
        intents = self._set.bare
        blocks = [(name, block) for name, intent in intents.intents.items() for block in intent.data]
        shared = _WildcardSlots(intents.expansion_rules, intents.slot_lists)
        for number, (name, block) in enumerate(blocks):
            form = self._set.form(name, block)
            domain = block.requires_context.get("domain", ())
            domains = frozenset([domain] if isinstance(domain, str) else domain)
            named = bool((block.metadata or {}).get("named"))
            rules = {**intents.expansion_rules, **block.expansion_rules}
            is_apart = block.expansion_rules or block.slot_lists
            slots = _WildcardSlots(rules, {**intents.slot_lists, **block.slot_lists}) if is_apart else shared
            for sentence in block.sentences:
                clauses = sentence.get_required_clauses(rules)
                needs = sum(map(self._bit, clauses))
                wildcards = slots.of(sentence.expression)
                yield Candidate(name, block, number, sentence.expression, form, wildcards, domains, named, needs)

    def _bit(self, clause: frozenset[str]) -> int:
        bit = self._clauses.setdefault(clause, 1 << len(self._clauses))
        for fragment in clause:
            self._fragments[fragment] = self._fragments.get(fragment, 0) | bit
        return bit


@lru_cache(maxsize=8)  # the sets of one language, and of the one before it while sentences are read anew
def index_of(templates: TemplateSet) -> TemplateIndex:
    """Return the index of a set; the same for the same set."""
    return TemplateIndex(templates)


class _WildcardSlots:
    """Finds which slots wildcards fill; in a rule once, however many templates have it."""

    def __init__(self, rules: Mapping[str, Sentence], lists: Mapping[str, SlotList]) -> None:
        self._rules = rules
        self._lists = lists
        self._known: dict[str, Mapping[str, str]] = {}

    def of(self, expression: Expression) -> Mapping[str, str]:
        """Return slot → the wildcard list that fills it."""
        match expression:
            case ListReference(list_name=name, slot_name=slot):
                return {slot: name} if isinstance(self._lists.get(name), WildcardSlotList) else {}
            case RuleReference(rule_name=name) if name in self._rules:
                if name not in self._known:
                    self._known[name] = self.of(self._rules[name].expression)
                return self._known[name]
            case Group():
                return {slot: name for item in expression.items for slot, name in self.of(item).items()}
        return {}
