"""Expected n-gram counts of a set of sentences that nobody ever lists: phrases are summed up and put together.

A `Phrases` value stands for a random phrase. All that the phrases around it can see of it are its first two and its
last two words, so two of them are joined, exactly, without looking at the phrases themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Pair = tuple[str, str]
Triple = tuple[str, str, str]

START = "<s>"
END = "</s>"


@dataclass(frozen=True, slots=True, eq=False)
class Phrases:
    """A random phrase: what can be seen of it from outside, and the word triples inside."""

    empty: float = 0.0
    """Chance that it has no words."""
    singles: Mapping[str, float] = field(default_factory=dict)
    """Chance that it is just this word."""
    heads: Mapping[Pair, float] = field(default_factory=dict)
    """Chance that it has two words or more and begins with these."""
    tails: Mapping[Pair, float] = field(default_factory=dict)
    """Chance that it has two words or more and ends with these."""
    triples: Mapping[Triple, float] = field(default_factory=dict)
    """Expected number of times that these words follow one another, beyond what the parts know."""
    parts: tuple[tuple[float, Phrases], ...] = ()
    """What it is made of, with the expected number of times."""


NOTHING = Phrases(empty=1.0)
"""The phrase without words."""

IMPOSSIBLE = Phrases()
"""No phrase at all: what holds it is left out."""


def phrase(words: Sequence[str]) -> Phrases:
    """Return the phrase that is certain to be these words."""
    if not words:
        return NOTHING
    if len(words) == 1:
        return Phrases(singles={words[0]: 1.0})
    triples: defaultdict[Triple, float] = defaultdict(float)
    for triple in zip(words, words[1:], words[2:], strict=False):
        triples[triple] += 1.0
    return Phrases(heads={(words[0], words[1]): 1.0}, tails={(words[-2], words[-1]): 1.0}, triples=triples)


def either(choices: Iterable[tuple[float, Phrases]]) -> Phrases:
    """Return one of the choices by their weights, which need not sum to one; the impossible ones are left out."""
    some = [(weight, choice) for weight, choice in choices if weight > 0 and choice is not IMPOSSIBLE]
    total = sum(weight for weight, _ in some)
    if not some:
        return IMPOSSIBLE
    if len(some) == 1:
        return some[0][1]
    singles: defaultdict[str, float] = defaultdict(float)
    heads: defaultdict[Pair, float] = defaultdict(float)
    tails: defaultdict[Pair, float] = defaultdict(float)
    empty = 0.0
    for weight, choice in some:
        share = weight / total
        empty += share * choice.empty
        _add(singles, choice.singles, share)
        _add(heads, choice.heads, share)
        _add(tails, choice.tails, share)
    return Phrases(empty, singles, heads, tails, {}, tuple((weight / total, choice) for weight, choice in some))


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
    singles: defaultdict[str, float] = defaultdict(float)
    _add(singles, left.singles, right.empty)
    _add(singles, right.singles, left.empty)
    first, last = _firsts(right), _lasts(left)
    heads = defaultdict(float, {(a, b): p * q for a, p in left.singles.items() for b, q in first.items()})
    tails = defaultdict(float, {(a, b): p * q for a, p in last.items() for b, q in right.singles.items()})
    _add(heads, left.heads, 1.0)
    _add(heads, right.heads, left.empty)
    _add(tails, right.tails, 1.0)
    _add(tails, left.tails, right.empty)
    triples: defaultdict[Triple, float] = defaultdict(float)
    for (a, b), p in left.tails.items():
        for c, q in first.items():
            triples[a, b, c] += p * q
    for a, p in last.items():
        for (b, c), q in right.heads.items():
            triples[a, b, c] += p * q
    return Phrases(left.empty * right.empty, singles, heads, tails, triples, ((1.0, left), (1.0, right)))


def _firsts(phrases: Phrases) -> Mapping[str, float]:
    out = defaultdict(float, phrases.singles)
    for (word, _), chance in phrases.heads.items():
        out[word] += chance
    return out


def _lasts(phrases: Phrases) -> Mapping[str, float]:
    out = defaultdict(float, phrases.singles)
    for (_, word), chance in phrases.tails.items():
        out[word] += chance
    return out


def _add(
    to: defaultdict[Pair, float] | defaultdict[str, float],
    what: Mapping[Pair, float] | Mapping[str, float],
    times: float,
) -> None:
    if times:
        for key, value in what.items():
            to[key] += times * value  # type: ignore[index]


def counts(sentences: Phrases) -> dict[Triple, float]:
    """Return the expected number of every word triple in a sentence, its start and end marked."""
    whole = chain([phrase([START]), sentences, phrase([END])])
    times: defaultdict[int, float] = defaultdict(float, {id(whole): 1.0})
    out: defaultdict[Triple, float] = defaultdict(float)
    for node in _parents_first(whole):
        weight = times[id(node)]
        for triple, count in node.triples.items():
            out[triple] += weight * count
        for share, part in node.parts:
            times[id(part)] += weight * share
    return dict(out)


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
            stack.extend((part, False) for _, part in node.parts if id(part) not in seen)
    return order[::-1]
