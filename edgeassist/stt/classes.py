"""Word counts in which a word may stand for a class of names, and those of a home in its place.

Brown and others, "Class-based n-gram models of natural language", 1992.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise, product
from typing import TypeVar

from edgeassist.courtesy import give_way
from edgeassist.messages import Vocabulary
from edgeassist.stt.ngrams import RARE_PAIR, RARE_TRIPLE, Counts, Pair, Triple
from edgeassist.text import in_words

CLASSES = Vocabulary(names=("<name>",), areas=("<area>",), floors=("<floor>",))
"""The home of counts that are made for any home."""

_OWNS = "'s"

Part = TypeVar("Part", str, Pair)
Shares = Sequence[tuple[Part, float]]
"""Parts of what a word stands for, with how often each is one."""


class _Word:
    """What a word may stand for, each as likely; most stand for themselves."""

    def __init__(self, said: Sequence[tuple[str, ...]]) -> None:
        self.said = said
        self.singles = self._shares(words[0] for words in said if len(words) == 1)
        self.firsts = self._shares(words[0] for words in said)
        self.lasts = self._shares(words[-1] for words in said)
        self.heads = self._shares((words[0], words[1]) for words in said if len(words) > 1)
        self.tails = self._shares((words[-2], words[-1]) for words in said if len(words) > 1)

    def _shares(self, parts: Iterable[Part]) -> Shares[Part]:
        return [(part, count / len(self.said)) for part, count in Counter(parts).items()]


class _Naming:
    """Puts names in the place of their classes, count by count."""

    def __init__(self, classes: Mapping[str, _Word], beside: Counts) -> None:
        self._classes = classes
        self.pairs: defaultdict[Pair, float] = defaultdict(float, beside.pairs)
        self.triples: defaultdict[Triple, float] = defaultdict(float, beside.triples)

    def pair(self, a: str, b: str, count: float) -> None:
        """Count that two words follow one another, and what of their names comes with that."""
        if a not in self._classes and b not in self._classes:
            self._add_pair(a, b, count)
            return
        before, after = self._word(a), self._word(b)
        for (last, p), (first, q) in product(before.lasts, after.firsts):
            self._add_pair(last, first, count * p * q)
        for (last, p), ((first, second), q) in product(before.lasts, after.heads):
            self._add_triple(last, first, second, count * p * q)
        for ((last_but_one, last), p), (first, q) in product(before.tails, after.firsts):
            self._add_triple(last_but_one, last, first, count * p * q)
        self._inside(after, count / len(after.said) if after.said else 0.0)

    def triple(self, a: str, b: str, c: str, count: float) -> None:
        """Count that three words follow one another; of the one in the middle names of one word."""
        if self._classes.keys().isdisjoint((a, b, c)):
            self._add_triple(a, b, c, count)
            return
        middle = self._word(b).singles
        for (last, p), (word, q), (first, r) in product(self._word(a).lasts, middle, self._word(c).firsts):
            self._add_triple(last, word, first, count * p * q * r)

    def _inside(self, word: _Word, count: float) -> None:
        for words in word.said:
            for pair in pairwise(words):
                self._add_pair(*pair, count)
            for triple in zip(words, words[1:], words[2:], strict=False):
                self._add_triple(*triple, count)

    def _word(self, word: str) -> _Word:
        return self._classes[word] if word in self._classes else _Word([(word,)])

    def _add_pair(self, a: str, b: str, count: float) -> None:
        if count >= RARE_PAIR:
            self.pairs[a, b] += count

    def _add_triple(self, a: str, b: str, c: str, count: float) -> None:
        if count >= RARE_TRIPLE:
            self.triples[a, b, c] += count


NO_COUNTS = Counts({}, {})


def named(
    entries: Iterable[tuple[tuple[str, ...], float]],
    vocabulary: Vocabulary,
    sayable: Callable[[str], bool],
    beside: Counts = NO_COUNTS,
) -> Counts:
    """Return counts with the names of a home, those that can be said, in the place of their classes.

    They are added to those that stand `beside` them.

    >>> talk = {("the", "<name>"): 0.5, ("<name>", "on"): 0.5, ("the", "<name>", "on"): 0.5}
    >>> home = named(talk.items(), Vocabulary(names=("lamp", "desk fan")), lambda word: True)
    >>> list(home.pairs)
    [('the', 'lamp'), ('the', 'desk'), ('desk', 'fan'), ('lamp', 'on'), ('fan', 'on')]
    >>> dict(home.triples)
    {('the', 'desk', 'fan'): 0.25, ('desk', 'fan', 'on'): 0.25, ('the', 'lamp', 'on'): 0.25}
    """
    naming = _Naming(_classes(vocabulary, sayable), beside)
    for words, count in entries:
        give_way()
        if len(words) == 2:
            naming.pair(words[0], words[1], count)
        else:
            naming.triple(words[0], words[1], words[2], count)
    return Counts(naming.pairs, naming.triples)


def _classes(vocabulary: Vocabulary, sayable: Callable[[str], bool]) -> dict[str, _Word]:
    """Return the classes, and those that own something."""
    classes = {}
    lists = (vocabulary.names, vocabulary.areas, vocabulary.floors)
    for (word,), names in zip((CLASSES.names, CLASSES.areas, CLASSES.floors), lists, strict=True):
        said = [tuple(in_words(name).split()) for name in names]
        owners = [(*words[:-1], f"{words[-1]}{_OWNS}") for words in said if words]
        classes[word] = _Word([words for words in said if words and all(map(sayable, words))])
        classes[f"{word}{_OWNS}"] = _Word([words for words in owners if all(map(sayable, words))])
    return classes
