"""Bare sentences drawn from the templates, each with its frame: no politeness, no time, no slip of the tongue."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from random import Random

from hassil.expression import Expression, Group, ListReference, RuleReference
from hassil.parse_expression import parse_sentence

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.names import Names
from edgeassist.lab.rows import NOTHING
from edgeassist.lab.said import Said, Speech, find
from edgeassist.lab.sampling import Sampled, Sampler
from edgeassist.store import sentences_dir
from edgeassist.templates import Form, Template, TemplateSet, load_templates
from edgeassist.text import normalise

_DATA = Path(__file__).parent / "data"
_NO_SPANS = re.compile(r"(except_)?(domain|device_class|quantity|ref)\d?")
"""Slots whose values are those of a closed list."""

_QUESTIONS = ("get_", "list_query", "timer_status", "alarm_query", "note_query")

_BY_TEMPLATES = ("anomaly_", "answer", "notify")
"""How intents begin that are left to the templates alone."""

_FILLERS = frozenset({"relative", "person", "object", "subject", "n"})
"""Lists of the laboratory's sentences that only vary them."""

_SPANS = re.compile(r"(except_)?(name|area|floor)\d?|when|until|repeat|condition")
"""Slots that only ever hold words of the sentence."""

_ASKED = 1.7
"""How much more often states are asked for than their weight says: questions are never two in one sentence."""

_USUAL = 0.2
"""How often a sentence is surely one that everybody's recogniser knows: the laboratory has many more that are rare."""

_MANY = frozenset({"all", "whole", "kind", "light_kind", "fan_kind", "climate_kind", "cover_kind"})
"""Lists whose words may stand for several things."""

_OF_NAMES = frozenset({"get_state", "turn_on"})
"""Intents that a name alone can stand for: a thing that is asked about, and a scene."""

_TOO_OPEN = re.compile(r"(it's|it is|time for|what is|what's|how is|how's|check|how about|what about) ")
"""Beginnings that with a name alone would take in half of what people say to each other."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A bare sentence, and the template that can give others like it."""

    text: str
    frame: Frame
    template: Template
    form: Form

    @property
    def is_question(self) -> bool:
        """Whether something is asked instead of ordered."""
        return self.form == "question" or self.frame.intent.startswith(_QUESTIONS)

    @property
    def said(self) -> Said:
        """The sentence as it is."""
        return Said(self.text, (self.frame,), self.is_question)


@cache
def all_templates(language: str) -> TemplateSet:
    """Return our templates and those of the laboratory, read once: it takes seconds."""
    return load_templates([sentences_dir(), _DATA / "sentences"], language)


class Drawing:
    """Draws from our templates and the looser ones of the laboratory."""

    def __init__(self, chance: Random, *, unseen: bool, language: str) -> None:
        self.chance = chance
        self.speech = Speech()
        self.names = Names(unseen=unseen)
        self._set = all_templates(language)
        self._sampler = Sampler(self._set, self.names.fill, chance)
        self._sources: dict[str, list[tuple[Template, Form]]] = {}
        for intent in (each for each in self._set.bare.intents.values() if not each.name.startswith(_BY_TEMPLATES)):
            self._sources[intent.name] = [
                (Template(intent.name, each.expression, block.slots, block.slot_lists, block.requires_context), form)
                for block in intent.data
                for form in (self._set.form(intent.name, block),)
                for each in block.sentences
            ]
        self.conditions: Mapping[str, Sequence[Template]] = {
            kind.name: [
                Template(kind.name, each.expression, block.slots, block.slot_lists, block.requires_context)
                for block in kind.data
                for each in block.sentences
            ]
            for kind in self._set.conditions.intents.values()
        }
        """Kind of what can be waited for → the templates of it."""
        usual = load_templates([sentences_dir()], language).bare.intents.values()
        self._usual = {intent.name: sum(len(block.sentences) for block in intent.data) for intent in usual}
        self._nothing = [template for template, _ in self._sources.pop(NOTHING)]
        weights = self._set.weights
        self._weights = {name: weights[name] ** 0.6 * len(self._sources[name]) ** 0.3 for name in self._sources}
        self._weights["get_state"] *= _ASKED
        self._lists_of_rules: dict[str, frozenset[str]] = {}
        self._pronouns = self._with_pronouns()
        self._groups = self._of_many()

    def sentence(self) -> Sentence | None:
        """Return a sentence that asks for something; None where it would teach something wrong."""
        (intent,) = self.chance.choices(list(self._weights), list(self._weights.values()))
        sources = self._sources[intent]
        if self.chance.random() < _USUAL:
            sources = sources[: self._usual.get(intent)]
        return self.like(*self.chance.choice(sources))

    def like(self, template: Template, form: Form) -> Sentence | None:
        """Return a sentence of `template`."""
        self.names.of(template.requires_context.get("domain", ()), self.chance)
        sampled = self._sampler.draw(template)
        text = normalise(sampled.text)
        words = text.split()
        slots = {slot: str(value) for slot, value in template.slots.items()}
        for slot, phrase in sampled.slots.items():
            if slot in _FILLERS:
                continue
            said = phrase if f" {phrase} " in f" {text} " else normalise(phrase)
            if _NO_SPANS.fullmatch(slot) or (slot, phrase) == ("area", "here"):
                said = ""
            is_said = said and find(words, said) >= 0
            slots[slot] = SPAN + said if is_said else phrase
            if _SPANS.fullmatch(slot) and not is_said and phrase != "here":
                return None
        frame = Frame(template.intent, {slot: value for slot, value in slots.items() if value})
        return None if not text or _is_too_open(text, frame) else Sentence(text, frame, template, form)

    def group(self) -> Sentence | None:
        """Return a sentence about a kind of things, or everything; None where it would teach something wrong."""
        weights = [self._weights[name] for name in self._groups]
        (intent,) = self.chance.choices(list(self._groups), weights)
        return self.like(*self.chance.choice(self._groups[intent]))

    def about_it(self, first: Sentence) -> Sentence | None:
        """Return a sentence that calls the device of `first` "it", or its devices "them"."""
        ref = "them" if "name2" in first.frame.slots else "it"
        domains = _domains(first.template)
        fitting = [source for source in self._pronouns if _domains(source[0]) & domains]
        for _ in range(12 if fitting else 0):
            drawn = self.like(*self.chance.choice(fitting))
            if drawn and drawn.frame.slots.get("ref") == ref and set(drawn.frame.slots).isdisjoint(_TARGETS):
                return drawn
        return None

    def nothing(self) -> str:
        """Return what asks nothing of the house."""
        template = self.chance.choice(self._nothing)
        self.names.of((), self.chance)
        return normalise(self._sampler.draw(template).text)

    def value(self, slot: str) -> str:
        """Return a phrase for `when`, `until` or `repeat`."""
        return normalise(self.phrase(f"{{{slot}}}").text)

    def phrase(self, template: str) -> Sampled:
        """Return what `template` stands for, in the format of the sentences, and the slots in it."""
        return self._sampler.draw(Template("", _expression(template), {}, {}))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The words of all lists whose values mean something by themselves: kinds of devices, modes, colours."""
        lists = {name: values for name, values in self._set.files["lists"].items() if name not in _FILLERS}
        spellings = re.sub(r"([a-z]+)\[s\]", r"\1 \1s", str(list(lists.values())))
        return frozenset(re.findall(r"[a-z']{2,}", spellings))

    def _with_pronouns(self) -> list[tuple[Template, Form]]:
        sources = [source for sources in self._sources.values() for source in sources]
        return [
            source for source in sources if source[0].requires_context and "ref" in self._lists_of(source[0].expression)
        ]

    def _of_many(self) -> dict[str, list[tuple[Template, Form]]]:
        groups = {
            name: [
                (template, form)
                for template, form in sources
                if form not in {"plain", "question"}
                and "name" not in (lists := self._lists_of(template.expression))
                and ("quantity" in template.slots or not _MANY.isdisjoint(lists))
            ]
            for name, sources in self._sources.items()
            if not name.startswith(_QUESTIONS)
        }
        return {name: sources for name, sources in groups.items() if sources}

    def _lists_of(self, expression: Expression) -> frozenset[str]:
        """Return the lists that may fill a part of `expression`."""
        match expression:
            case ListReference():
                return frozenset([expression.list_name])
            case RuleReference():
                name = expression.rule_name
                if name not in self._lists_of_rules:
                    self._lists_of_rules[name] = self._lists_of(self._set.bare.expansion_rules[name].expression)
                return self._lists_of_rules[name]
            case Group():
                return frozenset().union(*(self._lists_of(item) for item in expression.items))
        return frozenset()


_TARGETS = frozenset({"name", "area", "floor", "name2"})


def _domains(template: Template) -> frozenset[str]:
    domains = template.requires_context.get("domain", ())
    return frozenset([domains] if isinstance(domains, str) else domains)


@cache
def _expression(template: str) -> Expression:
    return parse_sentence(template).expression


def _is_too_open(text: str, frame: Frame) -> bool:
    slots: Mapping[str, str] = frame.slots
    is_bare = set(slots) <= {"name", "domain"} and slots.get("domain") in {None, "scene"}
    return frame.intent in _OF_NAMES and is_bare and _TOO_OPEN.match(text) is not None
