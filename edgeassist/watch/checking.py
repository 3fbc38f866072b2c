"""Whether a text that a language model wrote of alerts says nothing but what stands in the facts.

Everything in it has to be a phrase of a fact, whole: a name, a value with its unit, a range that is usual, a time, or
what is wrong; between them stand words that say nothing. A phrase belongs to the sensors named last before it, or first
after it, and all of them must bear it out. With anything else in it, a number above all, the text is not believed;
nor is one that leaves an alert out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from types import MappingProxyType

from edgeassist.home.figures import number
from edgeassist.home.quantities import measured
from edgeassist.home.spoken import called
from edgeassist.messages import AnomalyKind
from edgeassist.sensors.summary import STORM, Fact, grouped
from edgeassist.text import MAX_CHARACTERS, normalise
from edgeassist.watch.words import Telling, predicate, time_of, told, who

_EMPTY = frozenset(
    {"the", "a", "an", "and", "also", "is", "are", "was", "were", "has", "have", "been", "it", "that", "which", "while"}
    | {"meanwhile", "at", "in", "since", "noticed", "where", "now", "with", "there", "of"}
)
"""Words that say nothing of anything."""

_ALSO_SAID: Mapping[AnomalyKind, tuple[str, ...]] = MappingProxyType(
    {
        "spike": ("jumped suddenly", "suddenly jumped", "made a jump", "sudden jump", "sudden jumps"),
        "stuck": ("seems stuck", "seem stuck", "stuck", "not changed", "stopped changing"),
        "dropout": ("stopped reporting", "not reporting", "not reported", "silent", "gone silent", "no longer reports"),
        "drift": ("drifting", "drifted", "drifting away", "slowly drifting"),
        "level_shift": ("at an unusual level", "at unusual levels", "unusual level"),
        "out_of_range": ("outside the usual range", "outside its usual range", "out of range"),
        "noise": ("restless", "more restless than usual", "fluctuating more than usual"),
        "left_open": ("left open", "open for unusually long", "open longer than usual"),
        "missing_cycle": ("not run when usual", "not run as usual"),
        "night_activity": ("active at an unusual time", "active at an unusual hour"),
        "rate": ("changing unusually fast", "changing faster than usual", "changing fast"),
        "hazard": (),
    }
)
"""Kind → other words for it."""

_RANGES = ("where {} is usual", "usually {}", "{} is usual", "instead of the usual {}", "the usual {}")
_MOST_MEANT = 64
"""Of so many ways to take equal names in one sentence none is looked for."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")

Words = tuple[str, ...]
_Meant = frozenset[int]
"""Facts, by their number, that are spoken of together."""


@dataclass(slots=True)
class _Phrases:
    """What may stand in a text."""

    names: dict[Words, list[_Meant]] = field(default_factory=dict)
    """Words → the facts that they may name."""
    claims: dict[Words, set[int]] = field(default_factory=dict)
    """Words → the facts that bear them out."""
    wrong: set[Words] = field(default_factory=set)
    """Those of the claims that say what is wrong."""
    together: set[tuple[_Meant, Words]] = field(default_factory=set)
    """Claims that only several facts together bear out: when the first of them began."""
    counts: set[Words] = field(default_factory=set)

    def claim(self, text: str, fact: int) -> Words:
        """Note that a fact bears out a text, and return its words."""
        words = _words(text)
        self.claims.setdefault(words, set()).add(fact)
        return words


def is_borne_out(text: str, facts: Sequence[Fact], telling: Telling) -> bool:
    """Return whether `text` says nothing but what `facts` say."""
    if not facts or len(facts) > STORM:
        return text == told(facts, telling)
    phrases = _phrases(facts, telling)
    meant = [_borne_out(sentence, phrases) for sentence in _SENTENCE_END.split(text.strip())]
    return None not in meant and frozenset[int]().union(*filter(None, meant)) == {*range(len(facts))}


def _words(text: str) -> Words:
    return tuple(normalise(text).split())


def _phrases(facts: Sequence[Fact], telling: Telling) -> _Phrases:
    phrases = _Phrases()
    for place, fact in enumerate(facts):
        for name in (called(fact.entity).removeprefix("the "), fact.entity.name):
            phrases.names.setdefault(_words(name), []).append(frozenset({place}))
        if fact.room:
            phrases.claim(fact.room, place)
        phrases.claim(time_of(fact.anomaly.since, telling.now), place)
        for said in (*predicate(fact), *_ALSO_SAID[fact.anomaly.kind]):
            phrases.wrong.add(phrases.claim(said, place))
        _add_values(phrases, place, fact, telling)
    numbers = {id(fact): place for place, fact in enumerate(facts)}
    for group in grouped(facts):
        if len(group.facts) > 1:
            meant = frozenset(numbers[id(fact)] for fact in group.facts)
            phrases.names.setdefault(_words(who(group.facts)), []).append(meant)
            began = _words(time_of(min(fact.anomaly.since for fact in group.facts), telling.now))
            phrases.claims.setdefault(began, set())
            phrases.together.add((meant, began))
    sensors = {fact.anomaly.entity for fact in facts}
    phrases.counts = {_words(f"{len(facts)} alerts"), _words(f"{len(sensors)} sensors need attention")}
    return phrases


def _add_values(phrases: _Phrases, place: int, fact: Fact, telling: Telling) -> None:
    anomaly = fact.anomaly
    if isinstance(anomaly.value, float) and fact.unit:  # without a unit it could be taken for a time
        phrases.claim(measured(anomaly.value, fact.unit, telling.units), place)
    if anomaly.expected is None:
        return
    low, high = (measured(limit, fact.unit, telling.units) for limit in anomaly.expected)
    bare = number(anomaly.expected[0])
    spans = [f"{low} to {high}", f"between {low} and {high}"] if low != high else [low]
    if low.startswith(bare) and low != high:
        spans.append(f"{bare} to {high}")
    for form in _RANGES:
        for span in spans:
            phrases.claim(form.format(span), place)


def _borne_out(sentence: str, phrases: _Phrases) -> _Meant | None:
    """Return the facts that a sentence tells of; None where a word of it is neither empty nor borne out."""
    if len(sentence) > MAX_CHARACTERS:
        return None
    found = list(_read(_words(sentence), phrases))
    read = [phrase for phrase in found if phrase is not None]
    told_of = [_meant(names, claims, phrases) for names, claims in _runs(read, phrases)]
    return None if len(read) < len(found) or None in told_of else frozenset[int]().union(*filter(None, told_of))


def _read(words: Words, phrases: _Phrases) -> Iterator[Words | None]:
    """Yield the phrases in a sentence, the longest at each place; None for a word that is in none and not empty."""
    known = {**phrases.names, **phrases.claims} | dict.fromkeys(phrases.counts)
    longest = max(map(len, known), default=0)
    at = 0
    while at < len(words):
        phrase = next((words[at:end] for end in range(at + longest, at, -1) if words[at:end] in known), None)
        if phrase is not None and phrase:
            yield phrase
            at += len(phrase)
        else:
            if words[at] not in _EMPTY:
                yield None
            at += 1


def _runs(found: Sequence[Words], phrases: _Phrases) -> Iterator[tuple[list[Words], list[Words]]]:
    """Yield the names that stand in a row, with the claims after them; those before the first belong to it too."""
    names: list[Words] = []
    claims: list[Words] = []
    for phrase in found:
        if phrase in phrases.counts:
            continue
        if phrase not in phrases.names:
            claims.append(phrase)
            continue
        if names and claims:
            yield names, claims
            names, claims = [], []
        names.append(phrase)
    if names or claims:
        yield names, claims


def _meant(names: Sequence[Words], claims: Sequence[Words], phrases: _Phrases) -> _Meant | None:
    """Return the facts of these names that bear out every one of these claims, what is wrong among them."""
    if not names or phrases.wrong.isdisjoint(claims):
        return None
    for way in islice(product(*(phrases.names[name] for name in names)), _MOST_MEANT):
        meant = frozenset[int]().union(*way)
        if all(meant <= phrases.claims[claim] or (meant, claim) in phrases.together for claim in claims):
            return meant
    return None
