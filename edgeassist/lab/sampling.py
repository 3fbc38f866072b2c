"""Sentences drawn from templates at random."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from hassil.expression import Alternative, Expression, ListReference, Permutation, RuleReference, TextChunk
from hassil.expression import Sequence as InOrder
from hassil.intents import RangeSlotList, TextSlotList

from edgeassist.errors import ConfigError
from edgeassist.templates import HOME_LISTS, Template, TemplateSet, list_slots


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sentence drawn from a template."""

    text: str
    slots: Mapping[str, str]
    """Slot → the span that fills it, or the `out` of the list's value."""


class Sampler:
    """Draws sentences from templates, each alternative as likely as the others.

    `fill` gives the phrases of the home's lists (name, area, floor): list and chance → a phrase.
    """

    def __init__(self, templates: TemplateSet, fill: Callable[[str, Random], str], chance: Random) -> None:
        self._set = templates
        self._fill = fill
        self._chance = chance

    def draw(self, template: Template) -> Sampled:
        """Return a sentence of `template`."""
        slots: dict[str, str] = {}
        text = self._expand(template.expression, template.lists, slots)
        return Sampled(" ".join(text.split()), slots)

    def _expand(self, expression: Expression, lists: Mapping[str, Any], slots: dict[str, str]) -> str:
        match expression:
            case TextChunk():
                return expression.text
            case Alternative():
                return self._expand(self._chance.choice(expression.items), lists, slots)
            case Permutation():
                items = self._chance.sample(expression.items, len(expression.items))
                return " ".join(self._expand(item, lists, slots) for item in items)
            case InOrder():
                return "".join(self._expand(item, lists, slots) for item in expression.items)
            case RuleReference():
                return self._expand(self._set.bare.expansion_rules[expression.rule_name].expression, lists, slots)
            case ListReference():
                phrase, out = self._phrase(expression, lists)
                phrase = " ".join(phrase.split())
                slots.update(out or {expression.slot_name: phrase})
                return phrase
        raise ConfigError(f"cannot sample from {expression!r}")

    def _phrase(self, reference: ListReference, lists: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        """Return a phrase of a list, and the slots that it gives where they are not the phrase itself."""
        name = reference.list_name
        if (numbers := reference.get_inline_range()) is not None:
            start, stop, step = numbers
            return str(self._chance.randrange(start, stop + 1, step)), {}
        if name in HOME_LISTS:
            return self._fill(name, self._chance), {}
        if (phrases := self._set.samples.get(name)) is not None:
            return self._expand(self._chance.choice(phrases), lists, {}), {}
        match lists.get(name) or self._set.bare.slot_lists.get(name):
            case TextSlotList(values=values):
                value = self._chance.choice(values)
                phrase = " ".join(self._expand(value.text_in, lists, {}).split())
                return phrase, list_slots(reference.slot_name, phrase, value.value_out, value.metadata)
            case RangeSlotList() as numbers_list:
                return f"{self._chance.choice(list(numbers_list.get_numbers())):g}", {}
        raise ConfigError(f"sentences: list {{{name}}} has neither values nor samples")
