"""Sentence templates as regular expressions: for what stands around a sentence and for what may fill a wildcard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import permutations

from hassil.expression import Alternative, Expression, ListReference, Permutation, RuleReference, TextChunk
from hassil.expression import Sequence as InOrder
from hassil.intents import RangeSlotList, TextSlotList

from edgeassist.templates import HOME_LISTS, TemplateSet

_ANYTHING = r"\S(?:.*\S)?"
_NAME = r"\S+(?:\s\S+){0,7}"
_SPACE = r"(?: |\b|$)"
"""A space in a template: a space, or a place where a word begins or ends anyway, since optional parts leave spaces."""


class Phrases:
    """Tells whether texts have the form of a rule or of a wildcard's samples; threads may ask it at once."""

    def __init__(self, templates: TemplateSet) -> None:
        self._set = templates
        self._patterns: dict[str, str] = {}
        self._fillers: dict[str, re.Pattern[str]] = {}

    def fills(self, list_name: str, text: str) -> bool:
        """Return whether `text` is one of the samples of a wildcard; True for a wildcard that has none."""
        if list_name not in self._set.samples:
            return True
        if list_name not in self._fillers:
            self._fillers[list_name] = re.compile(_either(map(self.pattern, self._set.samples[list_name])))
        return self._fillers[list_name].fullmatch(text) is not None

    def rule(self, name: str) -> str | None:
        """Return the pattern of an expansion rule, or None where the language has no such rule."""
        return self._named(f"<{name}>") if name in self._set.bare.expansion_rules else None

    def capturing(self, rule: str) -> Capturing | None:
        """Return the pattern of a rule that keeps what its lists matched, or None where there is no such rule."""
        if rule not in self._set.bare.expansion_rules:
            return None
        capturing = Capturing(self)
        capturing.pattern = capturing.of(self._set.bare.expansion_rules[rule].expression)
        return capturing

    def pattern(self, expression: Expression) -> str:
        """Return an expression as a regular expression without groups that capture."""
        match expression:
            case TextChunk():
                return _SPACE.join(re.escape(piece) for piece in re.split(r"\s+", expression.text))
            case InOrder():
                return "".join(self.pattern(item) for item in expression.items)
            case Permutation():
                return _either("".join(map(self.pattern, order)) for order in permutations(expression.items))
            case Alternative():
                return _either(map(self.pattern, expression.items))
        return self._reference(expression)

    def _reference(self, expression: Expression) -> str:
        if isinstance(expression, RuleReference):
            return self._named(f"<{expression.rule_name}>")
        if not isinstance(expression, ListReference):
            return _ANYTHING
        if (limits := expression.get_inline_range()) is not None:
            return _digits({*range(limits[0], limits[1] + 1, limits[2])})
        return self._named(f"{{{expression.list_name}}}")

    def _named(self, key: str) -> str:
        if key not in self._patterns:
            self._patterns[key] = self._rule_or_list(key)
        return self._patterns[key]

    def _rule_or_list(self, key: str) -> str:
        name, intents = key[1:-1], self._set.bare
        if key[0] == "<":
            return self.pattern(intents.expansion_rules[name].expression)
        if name in self._set.samples and name not in self._set.free:
            return _either(map(self.pattern, self._set.samples[name]))
        if name in HOME_LISTS:
            return _NAME
        match intents.slot_lists.get(name):
            case TextSlotList(values=values):
                return _either(self.pattern(value.text_in) for value in values)
            case RangeSlotList() as numbers:
                return _either(re.escape(f"{number:g}") for number in numbers.get_numbers())
        return _ANYTHING


@lru_cache(maxsize=2)  # the sentences in use, and those before them while they are read anew
def phrases_of(templates: TemplateSet) -> Phrases:
    """Return the phrases of a set; the same for the same set."""
    return Phrases(templates)


class Capturing:
    """A rule as a pattern whose groups are the slots of its lists; made by `Phrases.capturing`."""

    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases
        self._slots: list[str] = []
        self.pattern = ""

    def of(self, expression: Expression) -> str:
        """Return an expression as a regular expression with a group for each list in it."""
        match expression:
            case InOrder():
                return "".join(self.of(item) for item in expression.items)
            case Alternative():
                return _either([self.of(item) for item in expression.items])
            case ListReference():
                self._slots.append(expression.slot_name)
                return f"(?P<slot{len(self._slots)}>{self._phrases.pattern(expression)})"
        return self._phrases.pattern(expression)

    def slots(self, groups: Mapping[str, str | None]) -> dict[str, str]:
        """Return the slots of a match from the groups of its pattern."""
        values = {slot: groups.get(f"slot{n}") for n, slot in enumerate(self._slots, 1) if groups.get(f"slot{n}")}
        return {slot: value for slot, value in values.items() if value}


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(dict.fromkeys(patterns))})"


def _digits(numbers: set[int]) -> str:
    """Return a short pattern of whole numbers.

    >>> _digits({*range(8, 22)})
    '(?:[8-9]|1[0-9]|2[0-1])'
    """
    endings: dict[int | None, set[int]] = {}
    for number in numbers:
        endings.setdefault(number // 10 if number > 9 else None, set()).add(number % 10)
    heads: dict[str, set[int | None]] = {}
    for head, last in endings.items():
        heads.setdefault(_class(last), set()).add(head)
    parts = []
    for ending, before in heads.items():
        parts += [ending] if None in before else []
        if tens := {head for head in before if head is not None}:
            parts.append((_digits(tens) if len(tens) > 1 else str(*tens)) + ending)
    return parts[0] if len(parts) == 1 else _either(parts)


def _class(digits: set[int]) -> str:
    low, high = min(digits), max(digits)
    return f"[{low}-{high}]" if len(digits) == high - low + 1 else f"[{''.join(map(str, sorted(digits)))}]"
