"""Which templates a text fits, and with what slots: hassil's matcher on the few templates that can fit at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from hassil.intents import IntentData, TextSlotList, TextSlotValue
from hassil.models import MatchEntity
from hassil.string_matcher import MatchContext, MatchSettings, match_expression

from edgeassist.intent.fitting import Part, Walk
from edgeassist.intent.outlines import Candidate, index_of
from edgeassist.intent.parts import Values
from edgeassist.intent.phrases import Phrases
from edgeassist.messages import Vocabulary
from edgeassist.templates import HOME_LISTS, Form, TemplateSet, list_slots

UNUSED = "n"
"""The slot of a number inside another value."""

_WRITTEN_APART = str.maketrans("-_", "  ")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text."""

    intent: str
    slots: Mapping[str, str]
    rank: tuple[int, ...]
    """Lower is better: names of fitting domains, few characters in free wildcards, long names, much literal text."""
    free: int
    """Characters in wildcards that any words may fill."""
    heard: bool = True
    """Whether what stands in free wildcards is one of their samples, so that it can have been heard."""
    tells_why: bool = False
    """Whether it is the reason for another command rather than one of its own."""


class _Names(TextSlotList):
    """Names of a home, found as the library does, in a fraction of the memory: it keeps a node for every letter."""

    def __init__(self, kind: str, names: Iterable[str]) -> None:
        super().__init__(kind, TextSlotList.from_strings(names, allow_template=False).values)
        self._by_name: dict[str, list[TextSlotValue]] = {}
        for value in self.values:
            self._by_name.setdefault(str(value.value_out).casefold(), []).append(value)
        self._lengths = sorted(set(map(len, self._by_name)))

    def get_candidates(self, text: str) -> list[TextSlotValue]:
        """Return the values that `text` begins with."""
        folded = text.casefold()
        spellings = dict.fromkeys((folded, folded.translate(_WRITTEN_APART)))
        starts = (each[:length] for each in spellings for length in self._lengths if length <= len(each))
        return [value for start in starts for value in self._by_name.get(start, ())]


@lru_cache(maxsize=1)  # all who read in one home share them: they are a large part of what a name takes
def _home_lists(vocabulary: Vocabulary) -> Mapping[str, TextSlotList]:
    """Return the names of a home as lists of the templates."""
    return {kind: _Names(kind, said) for kind, said in _said_of(vocabulary)}


@lru_cache(maxsize=1)
def _home_values(vocabulary: Vocabulary) -> Mapping[str, Part]:
    """Return the same for outlines."""
    return {kind: Values(map(str.casefold, said)) for kind, said in _said_of(vocabulary)}


def _said_of(vocabulary: Vocabulary) -> Iterable[tuple[str, Iterable[str]]]:
    return zip(HOME_LISTS, (vocabulary.names, vocabulary.areas, vocabulary.floors), strict=True)


class Matcher:
    """Reads texts by all templates, in the home of the vocabulary given last."""

    def __init__(self, templates: TemplateSet, phrases: Phrases) -> None:
        self._set = templates
        self._phrases = phrases
        self._index = index_of(templates)
        self._settings: list[MatchSettings] = []
        self._names: Mapping[str, Part] = {}
        self._vocabulary: Vocabulary | None = None
        self.domains: Mapping[str, frozenset[str]] = {}
        """Name → the domains of the things that have it, where known."""

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Use the names of `vocabulary`; free when it is the one in use."""
        if vocabulary is self._vocabulary:
            return
        intents = self._set.bare
        lists = {**intents.slot_lists, **_home_lists(vocabulary)}
        shared = MatchSettings(lists, intents.expansion_rules)  # of no language: numbers are digits here
        blocks = [block for intent in intents.intents.values() for block in intent.data]
        self._settings = [_settings(shared, block) for block in blocks]
        self._names = _home_values(vocabulary)
        self._vocabulary = vocabulary

    def readings(self, text: str, forms: frozenset[Form]) -> list[Reading]:
        """Return every reading of `text` by a template of these forms, best first."""
        walk = Walk(text, self._names, self._holds)
        found: dict[tuple[object, ...], Reading] = {}
        for number in self._index.possible(text):
            candidate = self._index.candidates[number]
            if candidate.form in forms and walk.fits(self._index.part(number)):
                for reading in self._match(text, candidate, number):
                    key = (reading.intent, *sorted(reading.slots.items()))
                    if key not in found or reading.rank < found[key].rank:
                        found[key] = reading
        return sorted(found.values(), key=lambda reading: reading.rank)

    def beginnings(self, text: str) -> frozenset[int]:
        """Return how long beginnings of `text` are, in whole words, that may have readings; no others have any."""
        walk = Walk(text, self._names, self._holds)
        return frozenset(end for number in self._index.begun(text) for end in walk.beginnings(self._index.part(number)))

    def _holds(self, wildcard: str, words: str) -> bool:
        """Return whether a wildcard may hold these words."""
        said = " ".join(words.split())
        is_free = wildcard in self._set.free or wildcard not in self._set.samples
        return bool(said) and (is_free or self._phrases.fills(wildcard, said))

    def warm(self, most: int | None = None) -> bool:
        """Make what is otherwise made when it is first needed, or so many; returns whether something was missing."""
        missing = self._index.unmade()
        for number in missing[:most]:
            self._index.part(number)
            for wildcard in self._index.candidates[number].wildcards.values():
                self._phrases.fills(wildcard, "")
        return bool(missing)

    def _match(self, text: str, candidate: Candidate, number: int) -> Iterator[Reading]:
        settings = self._settings[candidate.block_number]
        for end in match_expression(settings, MatchContext(text + " "), candidate.expression):
            rest = end.text.strip()
            if rest and end.get_open_wildcard() is None:
                continue
            reading = self._reading(end, rest, candidate, number) if _in_whole_words(end, rest, text) else None
            if reading is not None:
                yield reading

    def _reading(self, end: MatchContext, rest: str, candidate: Candidate, number: int) -> Reading | None:
        """Return what a match means; None where a wildcard holds what it cannot hold."""
        slots = {slot: str(value) for slot, value in candidate.block.slots.items()}
        misfits, free, names, heard = 0, 0, 0, True
        for entity in end.entities:
            if entity.name == UNUSED:
                continue
            said = _said(entity, rest)
            if entity.is_wildcard:
                slots[entity.name] = said
                list_name = candidate.wildcards.get(entity.name, entity.name)
                is_free = list_name in self._set.free or list_name not in self._set.samples
                fits = self._phrases.fills(list_name, said)
                if not said or not (fits or is_free):
                    return None
                heard = heard and (fits or all(self._phrases.fills(list_name, part) for part in said.split(" and ")))
                free += len(said) if is_free else 0
            else:
                given = list_slots(entity.name, said, entity.value, entity.metadata)
                slots.update({slot: value for slot, value in given.items() if value})
                names += len(said) if entity.name.removeprefix("except_").rstrip("23456789") in HOME_LISTS else 0
                misfits += self._misfits(entity.name, said, candidate)
        if misfits and (free or candidate.named):
            return None
        rank = (misfits, free, -names, -end.text_chunks_matched, number)
        return Reading(candidate.intent, slots, rank, free, heard)

    def _misfits(self, slot: str, said: str, candidate: Candidate) -> bool:
        if not slot.startswith("name") or not candidate.domains or not self.domains:
            return False
        known = self.domains.get(said)
        return candidate.domains.isdisjoint(known) if known else candidate.named


def _in_whole_words(end: MatchContext, rest: str, text: str) -> bool:
    """Return whether no wildcard ends within a word: the library finds "one" at the end of "done"."""
    return all(f" {_said(entity, rest)} " in f" {text} " for entity in end.entities if entity.is_wildcard)


def _said(entity: MatchEntity, rest: str) -> str:
    """Return the words that fill a slot; the last wildcard takes the rest of the text."""
    text = entity.text + rest if entity.is_wildcard and entity.is_wildcard_open else entity.text
    return " ".join(text.split())


def _settings(shared: MatchSettings, block: IntentData) -> MatchSettings:
    if not block.slot_lists and not block.expansion_rules:
        return shared
    return MatchSettings(
        {**shared.slot_lists, **block.slot_lists},
        {**shared.expansion_rules, **block.expansion_rules},
    )
