"""A back-off trigram model in the ARPA format, from expected counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log10

from edgeassist.stt.ngrams import START, Triple

DISCOUNT = 0.01
"""Share of the probability that is kept for words that the sentences never have in this place."""

Gram = tuple[str, ...]


def arpa(
    triples: Mapping[Triple, float], *, discount: float = DISCOUNT, fillers: Mapping[str, float] | None = None
) -> str:
    """Return the model of sentences in which word triples occur as often as `triples` says.

    `fillers` are words that may stand anywhere, with their chance in any place where the sentences have no word.
    """
    threes: dict[Gram, float] = {}
    twos: defaultdict[Gram, float] = defaultdict(float)
    ones: defaultdict[Gram, float] = defaultdict(float)
    for (a, b, c), count in triples.items():
        threes[a, b, c] = count
        twos[b, c] += count
        if a == START:
            twos[a, b] += count
    for (_, word), count in twos.items():
        ones[word,] += count
    chance1 = _conditional(ones, discount)
    chance1 |= {(word,): chance for word, chance in (fillers or {}).items()}
    chance2 = _conditional(twos, discount)
    chance3 = _conditional(threes, discount)
    lines = [
        "\\data\\",
        f"ngram 1={len(chance1) + 1}",
        f"ngram 2={len(chance2)}",
        f"ngram 3={len(chance3)}",
        "\\1-grams:",
    ]
    lines += [f"-99.0 {START} {_backoff(chance2, chance1, discount).get((START,), 0.0):.4f}"]
    lines += _section(chance1, _backoff(chance2, chance1, discount))
    lines += ["\\2-grams:", *_section(chance2, _backoff(chance3, chance2, discount)), "\\3-grams:"]
    lines += [*_section(chance3, None), "\\end\\", ""]
    return "\n".join(lines)


def _conditional(counts: Mapping[Gram, float], discount: float) -> dict[Gram, float]:
    totals: defaultdict[Gram, float] = defaultdict(float)
    for gram, count in counts.items():
        totals[gram[:-1]] += count
    return {gram: (1 - discount) * count / totals[gram[:-1]] for gram, count in counts.items()}


def _backoff(chances: Mapping[Gram, float], lower: Mapping[Gram, float], discount: float) -> dict[Gram, float]:
    """Return the logarithm of the weight of each history: what is kept, shared by what was not seen after it."""
    seen: defaultdict[Gram, float] = defaultdict(float)
    for gram in chances:
        seen[gram[:-1]] += lower[gram[1:]]
    return {history: log10(discount / max(1 - share, discount)) for history, share in seen.items()}


def _section(chances: Mapping[Gram, float], backoff: Mapping[Gram, float] | None) -> Iterable[str]:
    for gram, chance in chances.items():
        tail = "" if backoff is None else f" {backoff.get(gram, 0.0):.4f}"
        yield f"{log10(chance):.4f} {' '.join(gram)}{tail}"
