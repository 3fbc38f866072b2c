"""One sentence read by the templates: with a time around it, names joined in it, exceptions, and a place apart."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.intent.around import around_of
from edgeassist.intent.joining import Joining
from edgeassist.intent.matching import Matcher, Reading
from edgeassist.intent.naming import known_words
from edgeassist.intent.phrases import Phrases
from edgeassist.messages import Home, Vocabulary
from edgeassist.templates import TemplateSet
from edgeassist.text import normalised_name

_MOST_KNOWN = 500
"""Texts of which the readings are remembered."""
_NUMBER = re.compile(r"(?<=\S)(?: number)? \d+$")
"""That of a thing: "lamp 2"."""
_LEFT = re.compile(r"\bleft\b")
_LONGEST_UNHEARD, _LONGEST_UNKNOWN = 12, 6
"""Words of a sentence, and of a name in it, that is tried though nothing has that name."""


class SentenceReader:
    """Reads one sentence, normalised, with the names of the home used last."""

    def __init__(self, templates: TemplateSet, phrases: Phrases) -> None:
        self._matcher = Matcher(templates, phrases)
        self._unheard = Matcher(templates.for_unknown, phrases)
        self._around = around_of(phrases)
        self._joining = Joining(phrases)
        self._no_name = re.compile(rf" {phrases.rule('no_name') or '(?!)'} |^ {phrases.rule('the') or ''} ?$")
        self._known: dict[str, list[Reading]] = {}
        self._vocabulary: Vocabulary | None = None
        self._domains_of: Vocabulary | None = None

    def use(self, home: Home) -> None:
        """Use the names of `home`, and the domains they belong to; these choose between readings and forbid none."""
        self.use_names(home.vocabulary)
        if home.vocabulary is self._domains_of:
            return
        domains: dict[str, set[str]] = {}
        for entity in home.entities.values():
            for name in (entity.name, *entity.aliases):
                domains.setdefault(normalised_name(name), set()).add(entity.domain)
        self._known.clear()
        self._matcher.domains = {name: frozenset(found) for name, found in domains.items()}
        self._domains_of = home.vocabulary

    def use_names(self, vocabulary: Vocabulary) -> None:
        """Use the names of `vocabulary`; free when they are in use."""
        if vocabulary is not self._vocabulary:
            self._joining.prepare(vocabulary)
            self._known.clear()
            self._vocabulary = vocabulary
        self._matcher.prepare(vocabulary)
        self._unheard.prepare(vocabulary)

    def warm(self, most: int | None = None) -> bool:
        """Make now what the first sentences would wait for, or so many patterns; returns whether some were missing."""
        missing = [part.warm(most) for part in (self._matcher, self._around)]
        return any(missing)

    def leaves_out(self, text: str) -> bool:
        """Return whether something is left out in `text`: what is joined after that is left out as well."""
        return self._joining.leaves_out(text)

    def readings(self, text: str) -> list[Reading]:
        """Return the readings of a sentence, best first."""
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
            found = self._bare_readings(text + " and ".join(left_out[:taken]))
            first = [reading for reading in found if any(slot.startswith("except_") for slot in reading.slots)]
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

    def of_unknown(self, text: str) -> list[Reading]:
        """Return readings of a command to something whose name is not known, so that this much can be said."""
        if len(text.split()) > _LONGEST_UNHEARD:
            return []
        readings = self._read(self._unheard, text)
        return [reading for reading in readings if self._names(reading, text)]

    def _names(self, reading: Reading, text: str) -> bool:
        """Return whether words of `text` may name something; with no verb before them, all are of names here.

        A place may stand for all that is in it where nothing is set: "turn off upstairs", not "set upstairs to 70".
        """
        if not any(map(_says_where, reading.slots)):
            return True
        words = reading.slots.get("name", "")
        unnumbered = _NUMBER.sub("", words)
        if self._vocabulary and known_words("left", self._vocabulary):
            unnumbered = _LEFT.sub("right", unnumbered)  # what else may be "what is left"
        is_bare = text.removeprefix("the ").removeprefix("my ").startswith(words)
        places = (*self._vocabulary.areas, *self._vocabulary.floors) if self._vocabulary else ()
        if not 0 < len(words.split()) <= _LONGEST_UNKNOWN or self._no_name.search(f" {unnumbered} "):
            return False
        if words in places and (is_bare or reading.intent.startswith("set_")):
            return False
        return not (is_bare and self._vocabulary and not known_words(words, self._vocabulary))


def _says_where(slot: str) -> bool:
    return slot in {"name", "area", "floor", "ref"} or slot.startswith("except_")


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
