"""The exact tier: sentences of the templates, ours and the user's, in well under a millisecond and without training."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from threading import Event

from edgeassist.intent.around import Around
from edgeassist.intent.joining import Joining, between
from edgeassist.intent.matching import Matcher, Reading
from edgeassist.intent.phrases import Phrases
from edgeassist.intent.slots import parsed_action
from edgeassist.messages import Dialogue, Home, ParsedAction, Transcript, Understanding, Vocabulary
from edgeassist.templates import TemplateSet
from edgeassist.text import normalise

_DIALOGUE = frozenset({"help", "repeat", "yes", "no"})
_SURE = 0.99
_LESS_SURE = 0.95
"""Confidence where some of the words may be anything."""
_UNSURE = 0.8
"""Where a name is none of this house, or misspelt."""
_MOST_KNOWN = 500
"""Texts of which the readings are remembered."""
_COMMA = re.compile(r",\s+(?=\S)")
_MOST_PARTS = 4
"""More sentences joined by "and" are nobody's command."""
_MOST_READINGS = 4
"""Of each part, when a sentence has several."""
_MOST_JOINTS = 6
"""A text with more of them is no chain of commands."""
_LONGEST_UNHEARD, _LONGEST_UNKNOWN = 12, 6
"""Words of a sentence, and of a name in it, that is tried though nothing has that name."""


class SentenceParser:
    """Understands what fits a template: one sentence, or several joined by "and" and "then"."""

    def __init__(self, templates: TemplateSet) -> None:
        self._set = templates
        self._matcher = Matcher(templates)
        phrases = Phrases(templates)
        self._around = Around(phrases)
        self._joining = Joining(phrases)
        self._sentence_joint = between(phrases.rule("joined_sentences"))
        self._comma = phrases.rule("comma")
        self._unheard = Matcher(replace(templates, bare=templates.unheard))
        self._no_name = re.compile(rf" {phrases.rule('no_name') or '(?!)'} |^ {phrases.rule('the') or ''} ?$")
        self._known: dict[str, list[Reading]] = {}
        self._vocabulary: Vocabulary | None = None
        self._domains_of: Vocabulary | None = None

    def prepare(self, home: Home) -> None:
        """Make now what the first sentences in `home` would wait for: about a second of work."""
        self._prepare(home.vocabulary)
        self._learn_domains(home)
        self._matcher.warm()

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield readings, those of the first hypothesis before those of the others."""
        self._prepare(home.vocabulary)
        self._learn_domains(home)
        found = False
        for rank, said in enumerate((transcript.text, *transcript.alternatives, self._listed(transcript.text))):
            if found and rank > len(transcript.alternatives):
                return
            for readings in self._sentences(normalise(said)):
                if stop.is_set():
                    return
                found = True
                yield self._understanding(readings, transcript.confidence * 0.9**rank)
        for reading in () if found or stop.is_set() else self._of_unknown(normalise(transcript.text)):
            yield self._understanding((reading,), transcript.confidence * _UNSURE)

    def _listed(self, text: str) -> str:
        """Return a text with words for its commas: "the lamp, the fan and the TV"."""
        return _COMMA.sub(f" {self._comma} ", text) if self._comma else ""

    def matches(self, text: str, vocabulary: Vocabulary) -> bool:
        """Return whether a recogniser of these templates can have heard `text`, every word of it in its place."""
        self._prepare(vocabulary)
        return any(all(reading.heard for reading in readings) for readings in self._sentences(normalise(text)))

    def _prepare(self, vocabulary: Vocabulary) -> None:
        if vocabulary is not self._vocabulary:
            self._joining.prepare(vocabulary)
            self._known.clear()
            self._vocabulary = vocabulary
        self._matcher.prepare(vocabulary)
        self._unheard.prepare(vocabulary)

    def _learn_domains(self, home: Home) -> None:
        """Remember which domains a name can belong to; they choose between readings and forbid none."""
        if home.vocabulary is self._domains_of:
            return
        domains: dict[str, set[str]] = {}
        for entity in home.entities.values():
            for name in (entity.name, *entity.aliases):
                domains.setdefault(normalise(name), set()).add(entity.domain)
        self._known.clear()
        self._matcher.domains = {name: frozenset(found) for name, found in domains.items()}
        self._domains_of = home.vocabulary

    def _of_unknown(self, text: str) -> list[Reading]:
        """Return readings of a command to something whose name is not known, so that this much can be said."""
        if len(text.split()) > _LONGEST_UNHEARD:
            return []
        readings = self._read(self._unheard, text)
        return [reading for reading in readings if self._is_name(reading.slots.get("name", ""))]

    def _is_name(self, words: str) -> bool:
        return 0 < len(words.split()) <= _LONGEST_UNKNOWN and not self._no_name.search(f" {words} ")

    def _understanding(self, readings: tuple[Reading, ...], heard: float) -> Understanding:
        confidence = heard * min(_LESS_SURE if reading.free else _SURE for reading in readings)
        if readings[0].intent in _DIALOGUE:
            return Understanding((), Dialogue(readings[0].intent, readings[0].slots), confidence, "sentences")
        return Understanding(tuple(map(self._action, readings)), None, confidence, "sentences")

    def _action(self, reading: Reading) -> ParsedAction:
        return parsed_action(reading.intent, reading.slots, user=reading.intent in self._set.user_intents)

    def _sentences(self, text: str) -> Iterator[tuple[Reading, ...]]:
        """Yield what `text` can mean, one reading a sentence; several sentences before what swallows an "and"."""
        whole = _by_name(self._readings(text))
        if all(reading.free for reading in whole) and 0 < len(self._sentence_joint.findall(text)) < _MOST_JOINTS:
            yield from (readings for readings in self._parts(text, _Before(), _MOST_PARTS) if len(readings) > 1)
        yield from ((reading,) for reading in whole)

    def _parts(self, text: str, before: _Before, most: int) -> Iterator[tuple[Reading, ...]]:
        """Yield `text` read as a sentence after `before`, or as several; those with free wildcards last."""
        alone = self._part(text, before)
        yield from ((reading,) for reading in alone if not reading.free)
        for joint in self._sentence_joint.finditer(text) if most > 1 else ():
            first = text[: joint.start()]
            for reading in self._part(first, before):
                if reading.intent not in _DIALOGUE:
                    rest = self._parts(text[joint.end() :], _Before(first, reading.intent), most - 1)
                    yield from ((reading, *others) for others in islice(rest, _MOST_READINGS))
        yield from ((reading,) for reading in alone if reading.free)

    def _part(self, text: str, before: _Before) -> list[Reading]:
        """Return readings of one part; where its verb is missing, that of the part before it."""
        readings = self._readings(text)
        words = [] if self._joining.leaves_out(before.text) else before.text.split()
        for taken in (2, 1, 3, 4):
            if readings or len(words) <= taken:
                break
            readings = self._readings(" ".join([*words[:taken], text]))
            readings = [reading for reading in readings if reading.intent == before.intent]
        readings.sort(key=lambda reading: (reading.rank[0], reading.intent != before.intent))
        return _by_name(readings)[:_MOST_READINGS]

    def _readings(self, text: str) -> list[Reading]:
        """Return the readings of one sentence, best first."""
        readings = self._bare_readings(text)
        if any(not reading.free for reading in readings):
            return readings
        head, word, left_out = self._joining.left_out(text)
        shorter, joined = self._joining.without_joined(head)
        if joined or len(left_out) > 1:
            kinds = {slot.rstrip("23456789") for slot in joined}
            alike = (each for each in self._leaving_out(shorter + word, left_out) if kinds <= each.slots.keys())
            readings += [replace(reading, slots={**reading.slots, **joined}) for reading in alike]
        if not readings:
            readings = [each for rest, place in self._joining.places(text) for each in self._placed(rest, place)]
        return sorted(readings, key=lambda reading: reading.rank)

    def _placed(self, text: str, place: dict[str, str]) -> list[Reading]:
        """Return readings of a text for a kind of things, with the place that stood apart from them."""
        return [
            replace(reading, slots={**reading.slots, **place})
            for reading in self._bare_readings(text)
            if "domain" in reading.slots and not reading.free and not any(map(_says_where, reading.slots))
        ]

    def _leaving_out(self, text: str, left_out: tuple[str, ...]) -> list[Reading]:
        """Return the readings of a text that ends where its exceptions begin; none where one cannot be read."""
        if not left_out:
            return self._bare_readings(text)
        for taken in range(1, len(left_out) + 1):
            first = self._bare_readings(text + " and ".join(left_out[:taken]))
            rest = self._leaving_out(text, left_out[taken:]) if first and taken < len(left_out) else []
            if first and (rest or taken == len(left_out)):
                return [_also_left_out(reading, rest) for reading in first]
        return []

    def _bare_readings(self, text: str) -> list[Reading]:
        """Return the readings by one template; parts of a sentence come up again and again, and so do sentences."""
        if text not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[text] = self._read(self._matcher, text)
        return list(self._known[text])

    def _read(self, matcher: Matcher, text: str) -> list[Reading]:
        found = []
        for bare, forms, times in self._around.variants(text):
            readings = matcher.readings(bare, forms)
            found += [replace(reading, slots={**reading.slots, **times}) if times else reading for reading in readings]
        return sorted(found, key=lambda reading: reading.rank)


@dataclass(frozen=True, slots=True)
class _Before:
    """The part before in a chain of sentences."""

    text: str = ""
    intent: str = ""


def _says_where(slot: str) -> bool:
    return slot in {"name", "area", "floor", "ref"} or slot.startswith("except_")


def _by_name(readings: list[Reading]) -> list[Reading]:
    """Return the readings without those that take the name of a thing for a kind of things in a room.

    If the thing called "kitchen light" cannot do it, no other light in the kitchen is meant.
    """
    named = {(each.intent, each.slots["name"].partition(" ")[0]) for each in readings if "name" in each.slots}
    return [each for each in readings if not _is_kind_in(each, named)]


def _is_kind_in(reading: Reading, named: set[tuple[str, str]]) -> bool:
    place = reading.slots.get("area") or reading.slots.get("floor") or ""
    is_kind = "domain" in reading.slots and "name" not in reading.slots
    return is_kind and (reading.intent, place.partition(" ")[0]) in named


def _also_left_out(reading: Reading, others: list[Reading]) -> Reading:
    """Return a reading with what another of the same intent leaves out, and with the time that stands at its end."""
    other = next((other for other in others if other.intent == reading.intent), None)
    if other is None:
        return reading
    slots = dict(reading.slots)
    for slot, value in other.slots.items():
        number = int(slot[-1]) if slot[-1].isdecimal() else 1
        is_exception = slot.startswith("except_")
        slots[f"{slot.rstrip('23456789')}{number + 1}" if is_exception else slot] = value
    return replace(reading, slots=slots)
