"""Expected word counts of a set of sentences that nobody ever lists: phrases are summed up and put together.

A `Phrases` value stands for a random phrase. All that the phrases around it can see of it are its first two and its
last two words, so two of them are joined without looking at the phrases themselves. What hardly ever meets is not
counted, so that long lists cost no more than short ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TypeVar

from edgeassist.courtesy import give_way

Pair = tuple[str, str]
Triple = tuple[str, str, str]
Key = TypeVar("Key", str, Pair, Triple)

START = "<s>"
END = "</s>"

MOST_ENDS = 400
"""Of how a phrase begins and ends, so many pairs of words are known: the likeliest."""

RARE_PAIR = 1e-6
RARE_TRIPLE = 3e-6
"""What words meet less often at one place is left out: pairs are left to single words, triples to pairs."""


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
    heads: Mapping[Pair, float] = field(default_factory=dict)
    """Chance that it begins with these two words, the likeliest of them."""
    tails: Mapping[Pair, float] = field(default_factory=dict)
    """Chance that it ends with these two words, the likeliest of them."""
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
    give_way()
    if left is NOTHING or right is NOTHING:
        return right if left is NOTHING else left
    return Phrases(
        empty=left.empty * right.empty,
        singles=_sum([(right.empty, left.singles), (left.empty, right.singles)]),
        firsts=_sum([(1.0, left.firsts), (left.empty, right.firsts)]) if left.empty else left.firsts,
        lasts=_sum([(1.0, right.lasts), (right.empty, left.lasts)]) if right.empty else right.lasts,
        heads=_few([(1.0, left.heads), (left.empty, right.heads), (1.0, _meeting(left.singles, right.firsts))]),
        tails=_few([(1.0, right.tails), (right.empty, left.tails), (1.0, _meeting(left.lasts, right.singles))]),
        joined=(left, right),
    )


def _meeting(lasts: Mapping[str, float], firsts: Mapping[str, float]) -> dict[Pair, float]:
    """Return the pairs that a joint brings together with how often it does, but for the rare ones."""
    falling = _falling(firsts) if lasts else ()
    out = dict[Pair, float]()
    for a, p in lasts.items():
        for b, q in falling:
            chance = p * q
            if chance < RARE_TRIPLE:
                break
            out[a, b] = chance
    return out


def _falling(chances: Mapping[Key, float]) -> list[tuple[Key, float]]:
    """Return the likeliest first: all that meets one after the first that is too rare with it is too rare as well."""
    return sorted(chances.items(), key=itemgetter(1), reverse=True)


def _sum(items: Iterable[tuple[float, Mapping[Key, float]]]) -> Mapping[Key, float]:
    some = [(times, what) for times, what in items if times and what]
    if not some:
        return {}
    times, what = some[0]
    if times == 1.0 and len(some) == 1:
        return what
    out = dict(what) if times == 1.0 else {key: times * value for key, value in what.items()}
    for times, what in some[1:]:
        for key, value in what.items():
            out[key] = out.get(key, 0.0) + times * value
    return out


def _few(items: Sequence[tuple[float, Mapping[Pair, float]]]) -> Mapping[Pair, float]:
    out = _sum(items)
    if len(out) <= MOST_ENDS:
        return out
    return dict(_falling(out)[:MOST_ENDS])


@dataclass(frozen=True, slots=True)
class Counts:
    """How often words follow one another in a sentence, its start and end marked."""

    pairs: Mapping[Pair, float]
    triples: Mapping[Triple, float]
    """The frequent ones."""

    @property
    def words(self) -> list[str]:
        """All words, sorted."""
        return sorted({word for pair in self.pairs for word in pair} - {START, END})

    def without_rare(self, least: float) -> Counts:
        """Return what is counted at least so often."""
        pairs = {pair: times for pair, times in self.pairs.items() if times >= least}
        often = ((triple, times) for triple, times in self.triples.items() if times >= least)
        return Counts(pairs, {(a, b, c): times for (a, b, c), times in often if (a, b) in pairs and (b, c) in pairs})


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
    give_way()
    firsts, heads = _falling(right.firsts), _falling(right.heads)
    for a, p in left.lasts.items():
        share = weight * p
        for b, q in firsts:
            times = share * q
            if times < RARE_PAIR:
                break
            pairs[a, b] += times
        for (b, c), q in heads:
            times = share * q
            if times < RARE_TRIPLE:
                break
            triples[a, b, c] += times
    for (a, b), p in left.tails.items():
        share = weight * p
        for c, q in firsts:
            times = share * q
            if times < RARE_TRIPLE:
                break
            triples[a, b, c] += times


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
