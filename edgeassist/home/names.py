"""From words that were said to the things that bear such a name, best first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from edgeassist.home.forms import WITH_SYNONYMS, canonical, joined, plain, singular, spelt_out
from edgeassist.home.similarity import SAME_SOUND, likeness, starts_of

_FILLERS = frozenset(
    {"the", "a", "an", "my", "our", "your", "in", "on", "at", "of", "to", "that", "this", "please"}
) | {*("by", "near", "beside", "next", "over", "above", "under", "behind", "with")}
"""Words that may stand in a spoken name and say nothing."""

EXACT = 1.0
ALL_WORDS = 0.93
"""Every word was said, but for those of its room and kind."""
LEAST_SCORE = 0.7
"""A name that fits less well is not taken for it."""
_REORDERED = 0.97
_JOINED = 0.96
_WITH_CONTEXT = 0.95
_SHORTENED = ALL_WORDS
ASKED_SCORE = 0.6
"""From here on it is asked whether that was meant."""
_PARTIAL_SPAN, _HEADLESS_SPAN = 0.3, 0.09
"""What the share of its words adds to a name of which a part was said."""
_ENOUGH_WORDS = 2
"""So many of its own words tell a thing without its last: the Hue play is the Hue play bar."""
_SYNONYM = 0.011
"""What a name counts less that holds only another word for what was said, where one holds the very word."""
_MOST_GUESSES = 12
_MOST_ALIKE = 500
"""Words that are known to be like others: of one sentence each is asked for again and again."""
_MOST_FOUND = 10
"""Spans of which it is remembered what they may name: in a large house each may be a thousand things."""
_SAYS_LITTLE = frozenset(
    {"machine", "unit", "hood", "strip", "device", "set", "system", "appliance", "box", "station", "controller"}
) | {"chime", "restart", "reboot", "plus", "pro", "mini", "lite", "max"}
"""Last words of names that people leave out: the extractor hood is the extractor."""
_NO_PLACE = frozenset({"floor"})
"""Words of places that are as often part of a name: the floor lamp."""
_LEAST_PREFIX, _LEAST_REST = 4, 2
"""Letters of the beginning of a word that stands for it, and of what is left away: the dino lamp."""
_SHORT_FORM = 0.89
_SHORTEST_PART = 3
"""Letters of a word that is split off another."""


@dataclass(frozen=True, slots=True)
class Label:
    """What something is called."""

    key: str
    names: tuple[str, ...]
    """Normalised; the first is the name, the others aliases."""
    context: frozenset[str] = frozenset()
    """Canonical words that may be said with it or be left out: its room, its floor, its kind."""
    nouns: frozenset[str] = frozenset()
    """Those of the context that tell what it is."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that may have been meant."""

    key: str
    score: float
    """1: exactly its name; above 0.9: its words; less: a part of them, or sounds like it."""


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """Return the canonical words of a normalised text, without fillers.

    >>> words_of("the lamps in my kitchen")
    ('light', 'kitchen')
    """
    return tuple(map(canonical, _literal(text)))


def _literal(text: str) -> tuple[str, ...]:
    """Return the words of a text as they were said, but for their plurals, possessives and accents."""
    kept = (word.removesuffix("'s") for word in joined(text).split() if word not in _FILLERS)
    words = (singular(plain(word).strip()) for word in kept)
    return tuple(word for word in words if word)  # of a lone accent nothing is left


class _Words(NamedTuple):
    """The canonical words of one name."""

    all: frozenset[str]
    head: str | None
    """Its last word, which says what it is: without that it is another thing; None: that is said by its kind."""

    @classmethod
    def of(cls, name: str, context: frozenset[str]) -> _Words:
        """Return the words of a name, of which those of `context` go without saying."""
        words = words_of(name)
        last = next((word for word in reversed(words) if word.isalpha() and len(word) > 1), None)  # no model's number
        return cls(frozenset(words), None if last in context or last in _SAYS_LITTLE else last)


class NameIndex:
    """Finds labels by name. Made once for a set of names; a search then touches only what shares a word."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._exact: defaultdict[str, list[str]] = defaultdict(list)
        self._joined: defaultdict[str, list[str]] = defaultdict(list)
        self._words: dict[str, tuple[_Words, ...]] = {}
        self._literal: dict[str, frozenset[str]] = {}
        self._context: dict[str, frozenset[str]] = {}
        self._nouns: dict[str, frozenset[str]] = {}
        self._untold: dict[str, frozenset[str]] = {}
        """Words of the context by which nothing is meant, unless they are all of a name."""
        self._postings: defaultdict[str, set[str]] = defaultdict(set)
        for label in labels:
            self._add(label)
        self._starts: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._postings:
            for start in starts_of(word):
                self._starts[start].append(word)
        self._alike = lru_cache(_MOST_ALIKE)(self._most_alike)
        self.find = lru_cache(_MOST_FOUND)(self._find)
        """Takes words (normalised) and returns what they may name, best first; nothing where one stays unexplained."""

    def _add(self, label: Label) -> None:
        for name in label.names:
            self._exact[name].append(label.key)
            self._joined["".join(words_of(name))].append(label.key)
        self._words[label.key] = tuple(dict.fromkeys(_Words.of(name, label.context) for name in label.names))
        self._literal[label.key] = frozenset(word for name in label.names for word in _literal(name))
        self._context[label.key] = label.context
        self._nouns[label.key] = label.nouns
        told = label.context & (_NO_PLACE - label.nouns)
        self._untold[label.key] = label.context - told if told else label.context
        for word in label.context | self.words(label.key):
            self._postings[word].add(label.key)

    def named(self, span: str) -> tuple[str, ...]:
        """Return the keys whose name or alias is exactly `span`."""
        return tuple(self._exact.get(span.removeprefix("the "), self._exact.get(span, ())))

    def words(self, key: str) -> frozenset[str]:
        """Return the canonical words of all names of `key`."""
        return _NOTHING.union(*(words.all for words in self._words.get(key, ())))

    def bearing(self, word: str, keys: Iterable[str]) -> frozenset[str]:
        """Return those of `keys` that have the very word in a name, not just one that means the same."""
        return frozenset(key for key in keys if word in self._literal.get(key, ()))

    def _find(self, span: str) -> tuple[Hit, ...]:
        scores = dict.fromkeys(self.named(span), EXACT)
        words = words_of(span)
        if not words:
            return _ranked(scores)
        for key in self._joined.get("".join(words), ()):
            scores.setdefault(key, _JOINED)
        self._score(frozenset(words), 1.0, scores)
        if not scores and (telling := frozenset(words) - _SAYS_LITTLE):
            self._score(telling, _WITH_CONTEXT, scores)  # the espresso machine that is called "espresso"
        if not scores:
            for guess, likely in self._guesses(words):
                self._score(frozenset(guess), likely, scores)
        return _ranked(self._by_the_word(span, scores))

    def _by_the_word(self, span: str, scores: dict[str, float]) -> dict[str, float]:
        """Return the scores, lower where a name has only synonyms of what was said and another one the very words."""
        said = WITH_SYNONYMS.intersection(_literal(span))
        if not said or len(scores) < 2 or all(said.isdisjoint(self._literal[key]) for key in scores):
            return scores
        return {
            key: score - _SYNONYM if score < EXACT and self._has_synonym(key, said) else score
            for key, score in scores.items()
        }

    def _has_synonym(self, key: str, said: frozenset[str]) -> bool:
        """Return whether a name of `key` has another word in place of one of those."""
        others = {canonical(word) for word in said - self._literal[key]}
        return any(not others.isdisjoint(words.all) for words in self._words[key])

    def _score(self, said: frozenset[str], likely: float, scores: dict[str, float]) -> None:
        postings = sorted((self._postings.get(word, _NOTHING) for word in said), key=len)
        for key in postings[0].intersection(*postings[1:]):
            context, untold, nouns, score = self._context[key], self._untold[key], self._nouns[key], 0.0
            says_little = said <= untold  # in a large house that is so of hundreds
            for name in self._words[key]:
                if not says_little or name.all <= said:
                    score = max(score, _fit(said, name, context, untold, nouns))
            if likely * score > scores.get(key, 0.0):
                scores[key] = likely * score

    def _guesses(self, words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], float]]:
        """Yield other words that were perhaps meant; words that are known here are taken as heard."""
        for at, word in enumerate(words):
            merged = canonical(word + words[at + 1]) if at + 1 < len(words) else ""
            if merged in self._postings:
                yield (*words[:at], merged, *words[at + 2 :]), _JOINED
            if word not in self._postings:
                yield from (((*words[:at], *parts, *words[at + 1 :]), _JOINED) for parts in self._parts(word))
        options = [self._alike(word) for word in words]
        for choice in islice(product(*options), _MOST_GUESSES):
            likely = 1.0
            for _, alike in choice:
                likely *= alike
            yield tuple(word for word, _ in choice), likely

    def _parts(self, word: str) -> Iterator[tuple[str, str]]:
        """Yield two known words that make `word` when they are written together."""
        for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            parts = canonical(word[:at]), canonical(word[at:])
            if all(part in self._postings for part in parts):
                yield parts

    def _most_alike(self, word: str) -> list[tuple[str, float]]:
        if word in self._postings:
            return [(word, 1.0)]
        if (umlaut := spelt_out(word)) in self._postings:
            return [(umlaut, SAME_SOUND)]
        starting = {known for start in starts_of(word) for known in self._starts.get(start, ())}
        longer = [known for known in sorted(starting) if _shortens(word, known)]
        if len(longer) == 1:
            return [(longer[0], _SHORT_FORM)]
        near = ((known, likeness(word, known)) for known in sorted(starting))
        return sorted(((known, alike) for known, alike in near if alike > 0), key=lambda pair: -pair[1])[:3]


_NOTHING: frozenset[str] = frozenset()


def _shortens(word: str, known: str) -> bool:
    return known.startswith(word) and len(word) >= _LEAST_PREFIX and len(known) - len(word) >= _LEAST_REST


def _ranked(scores: dict[str, float]) -> tuple[Hit, ...]:
    return tuple(Hit(key, scores[key]) for key in sorted(scores, key=lambda key: (-scores[key], key)))


def _fit(
    said: frozenset[str], name: _Words, context: frozenset[str], untold: frozenset[str], nouns: frozenset[str]
) -> float:
    """Return how well the words that were said fit a name: 0 where one of them belongs to neither name nor context."""
    shared = said & name.all
    if not shared or not (said - shared) <= context:
        return 0.0
    missing = name.all - said
    if not missing:
        return _REORDERED if len(said) == len(shared) else _WITH_CONTEXT
    if shared <= untold:
        return 0.0
    if missing <= context:
        return _SHORTENED
    telling = {word for word in name.all - context if (word.isalpha() and len(word) > 1) or word in said}
    share = max(len(shared) / len(name.all), len(shared & telling) / max(len(telling), 1))
    headless = name.head in missing and said.isdisjoint(nouns) and len(shared & telling) < _ENOUGH_WORDS
    return ASKED_SCORE + (_HEADLESS_SPAN if headless else _PARTIAL_SPAN) * share
