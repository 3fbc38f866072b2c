"""A back-off trigram model in the ARPA format, from expected counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import log10
from typing import TypeVar

from edgeassist.courtesy import give_way
from edgeassist.stt.ngrams import START, Counts, Pair

DISCOUNT = 0.01
"""Share of the probability that is kept for words that the sentences never have in this place."""

History = TypeVar("History", str, Pair)


class _History:
    """What may come after words, as far as it is known."""

    __slots__ = ("count", "kept", "others")

    def __init__(self, count: float) -> None:
        self.count = count
        self.kept = 1.0
        """Chance of all that is not listed after them."""
        self.others = 1.0
        """Chance of the same after one word less."""

    def weight(self) -> float:
        """Return the logarithm of what the chances after one word less are taken times here."""
        return log10(max(self.kept, 1e-6) / max(self.others, 1e-3))


def arpa(counts: Counts, *, discount: float = DISCOUNT, fillers: Mapping[str, float] | None = None) -> str:
    """Return the model of sentences in which words follow one another as often as `counts` says.

    `fillers` are words that may stand anywhere, with their chance in any place where the sentences have no word.
    """
    listed = 1 - discount
    chance1 = _words(counts, listed) | {**(fillers or {})}
    chance2, after1 = _pairs(counts, listed, chance1)
    triples, after2 = _triples(counts, listed, chance2)
    lines = ["\\data\\", *(f"ngram {n}={k}" for n, k in enumerate([len(chance1) + 1, len(chance2), len(triples)], 1))]
    lines += ["\\1-grams:", f"-99.0 {START} {_weight(START, after1):.4f}"]
    lines += [f"{log10(chance):.4f} {word} {_weight(word, after1):.4f}" for word, chance in chance1.items()]
    lines += ["\\2-grams:", *_section(chance2, after2), "\\3-grams:", *triples, "\\end\\", ""]
    return "\n".join(lines)


def _words(counts: Counts, listed: float) -> dict[str, float]:
    ones: defaultdict[str, float] = defaultdict(float)
    for (_, word), count in counts.pairs.items():
        ones[word] += count
    total = sum(ones.values())
    return {word: listed * count / total for word, count in ones.items()}


def _pairs(
    counts: Counts, listed: float, chance1: Mapping[str, float]
) -> tuple[dict[Pair, float], dict[str, _History]]:
    """Return the chance of each second word, and what comes after each first one."""
    starts: defaultdict[str, float] = defaultdict(float)
    for (first, _), count in counts.pairs.items():
        starts[first] += count
    chances, after = dict[Pair, float](), {first: _History(count) for first, count in starts.items()}
    for pair, count in counts.pairs.items():
        give_way()
        history = after[pair[0]]
        chances[pair] = chance = listed * count / history.count
        history.kept -= chance
        history.others -= chance1[pair[1]]
    return chances, after


def _triples(counts: Counts, listed: float, chance2: Mapping[Pair, float]) -> tuple[list[str], dict[Pair, _History]]:
    """Return the lines of the grams that are the history of none, and what comes after each pair."""
    lines, after = list[str](), dict[Pair, _History]()
    for (first, second, word), count in counts.triples.items():
        give_way()
        pair = first, second
        if (history := after.get(pair)) is None:
            history = after[pair] = _History(counts.pairs[pair])
        chance = listed * count / history.count
        history.kept -= chance
        history.others -= chance2[second, word]
        lines.append(f"{log10(chance):.4f} {first} {second} {word}")
    return lines, after


def _section(chances: Mapping[Pair, float], after: Mapping[Pair, _History]) -> Iterator[str]:
    for pair, chance in chances.items():
        give_way()
        yield f"{log10(chance):.4f} {pair[0]} {pair[1]} {_weight(pair, after):.4f}"


def _weight(history: History, after: Mapping[History, _History]) -> float:
    return after[history].weight() if history in after else 0.0
