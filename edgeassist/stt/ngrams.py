"""Expected word counts of a set of sentences that nobody ever lists: phrases are summed up and put together.

A `Phrases` value stands for a random phrase. All that the phrases around it can see of it are its first two and its
last two words, so two of them are joined without looking at the phrases themselves. Where so many words can meet that
a triple of them says no more than its pairs, only the pairs are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Pair = tuple[str, str]
Triple = tuple[str, str, str]
Key = TypeVar("Key", str, Pair, Triple)

START = "<s>"
END = "</s>"

MOST_MEETING = 300
"""Where one phrase joins another in more ways than this, the triples across are left to the pairs."""


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """A random phrase: what can be seen of it from outside, and what it adds to the counts of its parts."""

    empty: float = 0.0
    """Chance that it has no words."""
    singles: Mapping[str, float] = field(default_factory=dict)
    """Chance that it is just this word."""
    firsts: Mapping[str, float] = field(default_factory=dict)
    """Chance that it begins with this word."""
    lasts: Mapping[str, float] = field(default_factory=dict)
    """Chance that it ends with this word."""
    heads: Mapping[Pair, float] | None = field(default_factory=dict)
    """Chance that it begins with these two words; None: too many to tell."""
    tails: Mapping[Pair, float] | None = field(default_factory=dict)
    """Chance that it ends with these two words; None: too many to tell."""
    choices: tuple[tuple[float, Phrases], ...] = ()
    """It is one of these, with the chance of each."""
    joined: tuple[Phrases, ...] = ()
    """It is these two, one after the other."""


NOTHING = Phrases(empty=1.0)
"""The phrase without words."""

IMPOSSIBLE = Phrases()
"""No phrase at all: what holds it is left out."""


def phrase(words: Sequence[str]) -> Phrases:
    """Return the phrase that is certain to be these words."""
    return chain([_word(word) for word in words])


def _word(word: str) -> Phrases:
    certain = {word: 1.0}
    return Phrases(singles=certain, firsts=certain, lasts=certain)


def either(choices: Iterable[tuple[float, Phrases]]) -> Phrases:
    """Return one of the choices by their weights, which need not sum to one; the impossible ones are left out."""
    some = [(weight, choice) for weight, choice in choices if weight > 0 and choice is not IMPOSSIBLE]
    total = sum(weight for weight, _ in some)
    if not some:
        return IMPOSSIBLE
    parts = tuple((weight / total, choice) for weight, choice in some)
    return Phrases(
        empty=sum(share * choice.empty for share, choice in parts),
        singles=_sum((share, choice.singles) for share, choice in parts),
        firsts=_sum((share, choice.firsts) for share, choice in parts),
        lasts=_sum((share, choice.lasts) for share, choice in parts),
        heads=_few([(share, choice.heads) for share, choice in parts]),
        tails=_few([(share, choice.tails) for share, choice in parts]),
        choices=parts,
    )


def one_of(phrases: Sequence[Sequence[str]]) -> Phrases:
    """Return one of these phrases, each as likely as the others."""
    return either((1.0, phrase(words)) for words in phrases)


def chain(items: Sequence[Phrases]) -> Phrases:
    """Return the items one after the other."""
    out = NOTHING
    for item in items:
        out = _join(out, item)
    return IMPOSSIBLE if any(item is IMPOSSIBLE for item in items) else out


def _join(left: Phrases, right: Phrases) -> Phrases:
    if left is NOTHING or right is NOTHING:
        return right if left is NOTHING else left
    return Phrases(
        empty=left.empty * right.empty,
        singles=_sum([(right.empty, left.singles), (left.empty, right.singles)]),
        firsts=_sum([(1.0, left.firsts), (left.empty, right.firsts)]),
        lasts=_sum([(1.0, right.lasts), (right.empty, left.lasts)]),
        heads=_few([(1.0, left.heads), (left.empty, right.heads), (1.0, _meeting(left.singles, right.firsts))]),
        tails=_few([(1.0, right.tails), (right.empty, left.tails), (1.0, _meeting(left.lasts, right.singles))]),
        joined=(left, right),
    )


def _meeting(lasts: Mapping[str, float], firsts: Mapping[str, float]) -> dict[Pair, float] | None:
    if len(lasts) * len(firsts) > MOST_MEETING:
        return None
    return {(a, b): p * q for a, p in lasts.items() for b, q in firsts.items()}


def _sum(items: Iterable[tuple[float, Mapping[Key, float]]]) -> dict[Key, float]:
    out: defaultdict[Key, float] = defaultdict(float)
    for times, what in items:
        if times:
            for key, value in what.items():
                out[key] += times * value
    return dict(out)


def _few(items: Sequence[tuple[float, Mapping[Pair, float] | None]]) -> dict[Pair, float] | None:
    known = [(times, what) for times, what in items if what is not None]
    if any(times and what is None for times, what in items):
        return None
    out = _sum(known)
    return out if len(out) <= MOST_MEETING else None


@dataclass(frozen=True, slots=True)
class Counts:
    """How often words follow one another in a sentence, its start and end marked."""

    pairs: Mapping[Pair, float]
    triples: Mapping[Triple, float]
    """Those that tell more than their pairs."""

    @property
    def words(self) -> list[str]:
        """All words, sorted."""
        return sorted({word for pair in self.pairs for word in pair} - {START, END})


def counts(sentences: Phrases) -> Counts:
    """Return the expected number of times that words follow one another in a sentence."""
    whole = chain([phrase([START]), sentences, phrase([END])])
    times: defaultdict[int, float] = defaultdict(float, {id(whole): 1.0})
    pairs: defaultdict[Pair, float] = defaultdict(float)
    triples: defaultdict[Triple, float] = defaultdict(float)
    for node in _parents_first(whole):
        weight = times[id(node)]
        for share, choice in node.choices:
            times[id(choice)] += weight * share
        for part in node.joined:
            times[id(part)] += weight
        if node.joined:
            _count_across(node.joined[0], node.joined[1], weight, pairs, triples)
    return Counts(pairs, triples)


def _count_across(
    left: Phrases, right: Phrases, weight: float, pairs: defaultdict[Pair, float], triples: defaultdict[Triple, float]
) -> None:
    """Count what the joint of two phrases brings together."""
    for a, p in left.lasts.items():
        for b, q in right.firsts.items():
            pairs[a, b] += weight * p * q
    if left.tails is not None and len(left.tails) * len(right.firsts) <= MOST_MEETING:
        for (a, b), p in left.tails.items():
            for c, q in right.firsts.items():
                triples[a, b, c] += weight * p * q
    if right.heads is not None and len(left.lasts) * len(right.heads) <= MOST_MEETING:
        for a, p in left.lasts.items():
            for (b, c), q in right.heads.items():
                triples[a, b, c] += weight * p * q


def _parents_first(root: Phrases) -> list[Phrases]:
    order: list[Phrases] = []
    seen: set[int] = set()
    stack: list[tuple[Phrases, bool]] = [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((choice, False) for _, choice in node.choices)
            stack.extend((part, False) for part in node.joined)
    return order[::-1]
