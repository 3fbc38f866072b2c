"""How people talk, and not only to the house: word counts of far more sentences than it has templates for.

`edgeassist lab talk` sums up the sentences that our language model learns from.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path
from sys import intern

from edgeassist.errors import ModelError
from edgeassist.stt.ngrams import RARE_PAIR, START, Counts

_RARE_WORD = 3e-5
_RARE = 3e-6
"""What is said less often is left out: it costs room, and is heard where it was not said."""

HOUSE = 0.7
"""Share of what is said to the house by its templates. Of 160 commands by synthetic voices 25 were not heard at all by
those alone; of these 11 were heard so, and 8 where the share is 0."""


def thinned(counts: Counts, kept: Collection[str] = ()) -> Counts:
    """Return counts without what is rarely said, but for the words `kept`."""
    times: defaultdict[str, float] = defaultdict(float, {START: 1.0})
    for (_, word), count in counts.pairs.items():
        times[word] += count
    often = {word for word, count in times.items() if count >= _RARE_WORD} | {*kept}
    least = dict.fromkeys(kept, RARE_PAIR)

    def _stays(words: tuple[str, ...], count: float) -> bool:
        return often.issuperset(words) and count >= min(_RARE, *(least.get(word, _RARE) for word in words))

    return Counts(
        {pair: count for pair, count in counts.pairs.items() if _stays(pair, count)},
        {triple: count for triple, count in counts.triples.items() if _stays(triple, count / 2)},
    )


def write(counts: Counts, file: Path) -> None:
    """Write counts to a compressed file, a line for each."""
    every: Iterator[tuple[tuple[str, ...], float]] = chain(counts.pairs.items(), counts.triples.items())
    lines = [f"{count:.3g} {' '.join(words)}\n" for words, count in sorted(every)]
    file.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


def entries(file: Path) -> Iterator[tuple[tuple[str, ...], float]]:
    """Yield the counts of a file, one by one; raises ModelError where it is missing or damaged."""
    empty = True
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for line in lines:
                count, *words = line.split()
                yield tuple(map(intern, words)), float(count)
                empty = False
    except (OSError, EOFError, ValueError) as error:
        raise ModelError(f"{file} cannot be read ({error}): install edgeassist again") from error
    if empty:
        raise ModelError(f"{file} is empty: install edgeassist again")


def scaled(house: Counts) -> Counts:
    """Return the share that what is said to a house has beside what is said otherwise."""
    pairs = {pair: HOUSE * count for pair, count in house.pairs.items()}
    return Counts(pairs, {triple: HOUSE * count for triple, count in house.triples.items()})
