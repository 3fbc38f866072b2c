"""The exact tier: sentences of the templates, ours and the user's, in milliseconds and without training."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from threading import Event

from edgeassist.intent.conditions import Conditions, Waiting
from edgeassist.intent.joining import between
from edgeassist.intent.matching import Reading
from edgeassist.intent.phrases import phrases_of
from edgeassist.intent.reading import SentenceReader
from edgeassist.intent.settling import corrects
from edgeassist.intent.slots import parsed_action
from edgeassist.messages import Dialogue, Home, ParsedAction, Transcript, Understanding, Vocabulary
from edgeassist.templates import TemplateSet
from edgeassist.text import normalise

_DIALOGUE = frozenset({"question", "help", "repeat", "yes", "no", "answer"})
_ALONE = _DIALOGUE | {"nevermind", "undo", "correct", "also"}
"""What is no part of a chain: after a command it may take that back."""
_TO_THE_END = frozenset({"reminder_set", "note_take", "announce"})
"""What takes all the words that follow: "remind me to lock up and open the gate"."""
_AT_ONCE = re.compile(
    r"(?:get|list|timer|alarm|note|history|anomaly|schedule)_.*|correct|also|answer|question|help|repeat|yes|no|nevermind|"
    r"undo|voice_volume|do_not_disturb|clarify"
)
"""Intents that wait for nothing."""
_REMINDED_TOO = re.compile(r"(\bremind (?:me|us) .*\S) (?:too|as well)$")
"""That a reminder is one more is no part of its words."""
_TIMES = frozenset({"when", "until", "repeat", "condition", "time", "duration_s"})
"""Slots that tell when something is done."""
_REASON = re.compile(r"(?:it's|it is|i'm|i am|we're|that's|i can't|i cannot)\b")
"""How a complaint begins, which is no command of its own beside one: "it's cold and turn the heating on"."""
_SURE = 0.99
_LESS_SURE = 0.95
"""Confidence where some of the words may be anything."""
_UNSURE = 0.8
"""Where a name is none of this house, or misspelt."""
_COMMA = re.compile(r",\s+(?=\S)")
_MOST_PARTS = 4
"""More sentences joined by "and" are nobody's command."""
_MOST_READINGS = 4
"""Of each part, when a sentence has several."""
_MOST_JOINTS = 6
"""A text with more of them is no chain of commands."""


class SentenceParser:
    """Understands what fits a template: one sentence, or several joined by "and" and "then"."""

    def __init__(self, templates: TemplateSet) -> None:
        self._set = templates
        phrases = phrases_of(templates)
        self._reader = SentenceReader(templates, phrases)
        self._joint = between(phrases.rule("joined_sentences"))
        self.conditions = Conditions(templates, phrases)
        self._comma = phrases.rule("comma")
        self._talk = re.compile("|".join(map(phrases.pattern, templates.talk)) or "(?!)")

    def prepare(self, home: Home, most: int | None = None) -> bool:
        """Make now what the first sentences in `home` would wait for; of the patterns only so many.

        Returns whether some were missing.
        """
        self._use(home)
        missing = [part.warm(most) for part in (self._reader, self.conditions)]
        return any(missing)

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
        """Yield readings, those of the first hypothesis before those of the others.

        Where there is none: those with a name that nothing here has, so that this much can be said.
        """
        self._use(home)
        found = False
        for rank, said in enumerate((transcript.text, *transcript.alternatives, _listed(transcript.text, self._comma))):
            if found and rank > len(transcript.alternatives):
                return
            text = _REMINDED_TOO.sub(r"\1", normalise(said))
            for readings in self._sentences(text):
                if stop.is_set():
                    return
                if any(reading.free for reading in readings) and corrects(text):
                    continue  # what may be any words would swallow the words taken back
                found = True
                yield self._understanding(readings, transcript.confidence * 0.9**rank)
        for readings in () if found or stop.is_set() else self._of_unknown(normalise(transcript.text)):
            yield self._understanding(readings, transcript.confidence * _UNSURE)

    def _use(self, home: Home) -> None:
        self._reader.use(home)
        self.conditions.use_names(home.vocabulary)

    def matches(self, text: str, vocabulary: Vocabulary) -> bool:
        """Return whether a recogniser of these templates can have heard `text`, every word of it in its place."""
        return bool(self.heard(text, vocabulary)) or self._talk.fullmatch(normalise(text)) is not None

    def heard(self, text: str, vocabulary: Vocabulary) -> tuple[Reading, ...]:
        """Return what `text` means where a recogniser can have heard it, one reading a sentence; else nothing."""
        self._reader.use_names(vocabulary)
        self.conditions.use_names(vocabulary)
        known = self._sentences(normalise(text))
        return next((readings for readings in known if all(reading.heard for reading in readings)), ())

    def _understanding(self, readings: tuple[Reading, ...], heard: float) -> Understanding:
        confidence = heard * min(_LESS_SURE if reading.free else _SURE for reading in readings)
        if readings[0].intent in _DIALOGUE:
            return Understanding((), Dialogue(readings[0].intent, readings[0].slots), confidence, "sentences")
        said = [reading for reading in readings if not reading.tells_why] or readings
        return Understanding(_of_all([*map(self._action, said)]), None, confidence, "sentences")

    def _action(self, reading: Reading) -> ParsedAction:
        return parsed_action(reading.intent, reading.slots, user=reading.intent in self._set.user_intents)

    def _sentences(self, text: str) -> Iterator[tuple[Reading, ...]]:
        """Yield what `text` can mean, one reading a sentence; where it waits for something, only so."""
        waits, rather_asks = False, []
        for waiting in self.conditions.splits(text):
            for readings in self._waiting(waiting, tells=text.endswith(f" {waiting.slots.get('condition')}")):
                if waiting.asks and readings[-1].intent == "notify":
                    rather_asks.append(readings)
                else:
                    waits = True
                    yield readings
        if waits:
            return
        at_once = self._at_once(text)
        if self.conditions.opens(text):
            at_once = iter(known := list(at_once))
            if all(any(reading.free for reading in readings) for readings in known):
                yield from self._unheard(self.conditions.splits(text, unknown=True))
        yield from at_once
        yield from rather_asks

    def _waiting(self, waiting: Waiting, *, tells: bool = False) -> Iterator[tuple[Reading, ...]]:
        """Yield what is to be done when something happens, all of it, with what is done at once before it.

        `tells`: what is to be told stands before the condition, and this alone waits: "on, and tell me if it rains".
        """
        first = next(iter(self._at_once(waiting.before)), None) if waiting.before else ()
        for readings in self._at_once(waiting.core) if first is not None else ():
            intents = {reading.intent for reading in readings}
            if not intents & self._set.user_intents and not any(map(_AT_ONCE.fullmatch, intents)):
                done = readings[:-1] if tells and readings[-1].intent == "notify" else ()
                waits = (replace(each, slots={**each.slots, **waiting.slots}) for each in readings[len(done) :])
                yield (*(first or ()), *done, *waits)

    def _unheard(self, ways: Iterable[Waiting]) -> Iterator[tuple[Reading, ...]]:
        """Yield commands whose conditions name what nothing here has, so that nobody can have been heard so."""
        for waiting in ways:
            yield from (tuple(replace(each, heard=False) for each in readings) for readings in self._waiting(waiting))

    def _of_unknown(self, text: str) -> Iterator[tuple[Reading, ...]]:
        """Yield readings with names that nothing here has, or with a condition that cannot be understood."""
        some = self._reader.of_unknown(text)
        yield from ((reading,) for reading in some if not (reading.slots.get("item") and corrects(text)))
        for waiting in self.conditions.splits(text):
            for reading in self._reader.of_unknown(waiting.core):
                yield (replace(reading, slots={**reading.slots, **waiting.slots}),)
        yield from self._unheard(self.conditions.unread(text))

    def _at_once(self, text: str) -> Iterator[tuple[Reading, ...]]:
        """Yield what `text` can mean without a condition; several sentences before what swallows an "and"."""
        whole = _by_name(self._reader.readings(text))
        if all(reading.free for reading in whole) and 0 < len(self._joint.findall(text)) < _MOST_JOINTS:
            several = self._parts(text, _Before(), _MOST_PARTS)
            yield from (readings for readings in several if len(readings) > 1 or "command" in readings[0].slots)
        yield from ((reading,) for reading in whole)

    def _parts(self, text: str, before: _Before, most: int) -> Iterator[tuple[Reading, ...]]:
        """Yield `text` read as a sentence after `before`, or as several; those with free wildcards last."""
        alone = self._part(text, before)
        yield from ((reading,) for reading in alone if not reading.free)
        for joint in self._joint.finditer(text) if most > 1 else ():
            first = text[: joint.start()]
            for reading in self._part(first, before):
                if reading.intent not in _ALONE | _TO_THE_END:
                    done = _Before(first, reading.intent, reading.slots.get("item", ""))
                    rest = self._parts(text[joint.end() :], done, most - 1)
                    then = text[joint.end() :] if "then" in joint[0].split() else ""
                    yield from (_after(reading, others, then) for others in islice(rest, _MOST_READINGS))
        yield from ((reading,) for reading in alone if reading.free)

    def _part(self, text: str, before: _Before) -> list[Reading]:
        """Return readings of one part; where its verb is missing, that of the part before it."""
        words = [] if self._reader.leaves_out(before.text) else before.text.split()
        asks_on = before.intent == "get_state" and [
            reading for reading in self._reader.readings(" ".join([*words[:1], text])) if reading.intent == "get_state"
        ]
        readings = asks_on or self._reader.readings(text)
        verb = len(before.text.partition(before.item)[0].split()) if before.item else len(words) - 1
        for taken in (2, 1, 3, 4) if verb > 1 else (1,):
            if readings or min(len(words) - 1, verb) < taken:
                break
            readings = self._reader.readings(" ".join([*words[:taken], text]))
            readings = [reading for reading in readings if reading.intent == before.intent]
        readings = [reading for reading in readings if reading.intent not in _ALONE or not before.text]
        readings.sort(key=lambda reading: (reading.rank[0], reading.intent != before.intent))
        tells_why = _REASON.match(text) is not None
        return [replace(reading, tells_why=tells_why) for reading in _by_name(readings)[:_MOST_READINGS]]


def _after(timer: Reading, others: tuple[Reading, ...], then: str) -> tuple[Reading, ...]:
    """Return the readings of a chain; what is done to the house `then`, after a timer, is done when that ends."""
    if timer.intent != "timer_start" or "duration_s" not in timer.slots:
        return (timer, *others)
    if others[0].intent == "timer_start" and others[0].slots.keys() == {"command"}:
        return (replace(timer, slots={**timer.slots, **others[0].slots}), *others[1:])
    if not then:
        return (timer, *others)
    if any(
        other.slots.keys() & _TIMES or _AT_ONCE.fullmatch(other.intent) or other.intent == "notify" for other in others
    ):
        return (timer, *others)
    return (replace(timer, slots={**timer.slots, "command": then}),)


def _listed(text: str, comma: str | None) -> str:
    """Return a text with words for its commas: "the lamp, the fan and the TV"; "" where they list nothing."""
    return _COMMA.sub(f" {comma} ", text) if comma and _COMMA.search(text) and not corrects(normalise(text)) else ""


def _of_all(actions: list[ParsedAction]) -> tuple[ParsedAction, ...]:
    """Return the actions, what is said at the end said of all of them where the verb is: a place, and exceptions."""
    if len({action.intent for action in actions}) > 1 or any(len(action.targets) != 1 for action in actions):
        return _left_out_of_all(actions)
    last = actions[-1].targets[0]
    for number, action in enumerate(actions[:-1]):
        (target,) = action.targets
        somewhere = target.name or target.area or target.floor or target.ref
        if not somewhere and (target.quantity == "all" or target.domain == last.domain) and not last.name:
            actions[number] = replace(action, targets=(replace(target, area=last.area, floor=last.floor),))
    return _left_out_of_all(actions)


def _left_out_of_all(actions: list[ParsedAction]) -> tuple[ParsedAction, ...]:
    """Return the actions, what the last leaves out left out of all: "the curtains and blinds except in the bedroom"."""
    excepts = actions[-1].targets[-1].excepts if actions[-1].targets else ()
    one_verb = len({action.intent for action in actions}) == 1
    if not excepts or not one_verb or any(target.excepts for action in actions[:-1] for target in action.targets):
        return tuple(actions)
    leaving = [
        replace(action, targets=tuple(replace(target, excepts=excepts) for target in action.targets))
        for action in actions[:-1]
    ]
    return (*leaving, actions[-1])


@dataclass(frozen=True, slots=True)
class _Before:
    """The part before in a chain of sentences."""

    text: str = ""
    intent: str = ""
    item: str = ""
    """What it is about, where that is any words: no part of the verb that the next one may lack."""


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
