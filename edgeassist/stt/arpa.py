"""A back-off trigram model in the ARPA format, from expected counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import log10

from edgeassist.courtesy import give_way
from edgeassist.stt.ngrams import START, Counts

DISCOUNT = 0.01
"""Share of the probability that is kept for words that the sentences never have in this place."""

Gram = tuple[str, ...]


def arpa(counts: Counts, *, discount: float = DISCOUNT, fillers: Mapping[str, float] | None = None) -> str:
    """Return the model of sentences in which words follow one another as often as `counts` says.

    `fillers` are words that may stand anywhere, with their chance in any place where the sentences have no word.
    """
    twos: dict[Gram, float] = dict(counts.pairs.items())
    ones: defaultdict[Gram, float] = defaultdict(float)
    starts: defaultdict[Gram, float] = defaultdict(float)
    for (first, word), count in counts.pairs.items():
        ones[word,] += count
        starts[first,] += count
    total = sum(ones.values())
    chance1: dict[Gram, float] = {word: (1 - discount) * count / total for word, count in ones.items()}
    chance1 |= {(word,): chance for word, chance in (fillers or {}).items()}
    chance2 = {gram: (1 - discount) * count / starts[gram[:1]] for gram, count in twos.items()}
    chance3: dict[Gram, float] = {
        gram: (1 - discount) * count / twos[gram[:2]] for gram, count in counts.triples.items()
    }
    backoff1, backoff2 = _backoff(chance2, chance1), _backoff(chance3, chance2)
    lines = ["\\data\\", *(f"ngram {n}={k}" for n, k in enumerate([len(chance1) + 1, len(chance2), len(chance3)], 1))]
    lines += ["\\1-grams:", f"-99.0 {START} {backoff1.get((START,), 0.0):.4f}", *_section(chance1, backoff1)]
    lines += ["\\2-grams:", *_section(chance2, backoff2), "\\3-grams:", *_last_section(chance3), "\\end\\", ""]
    return "\n".join(lines)


def _backoff(chances: Mapping[Gram, float], lower: Mapping[Gram, float]) -> dict[Gram, float]:
    """Return the logarithm of the weight of each history: what it keeps, shared by the words not listed after it."""
    kept: defaultdict[Gram, float] = defaultdict(lambda: 1.0)
    open_: defaultdict[Gram, float] = defaultdict(lambda: 1.0)
    for gram, chance in chances.items():
        give_way()
        kept[gram[:-1]] -= chance
        open_[gram[:-1]] -= lower[gram[1:]]
    return {history: log10(max(kept[history], 1e-6) / max(open_[history], 1e-3)) for history in kept}


def _section(chances: Mapping[Gram, float], backoff: Mapping[Gram, float]) -> Iterable[str]:
    for gram, chance in chances.items():
        give_way()
        yield f"{log10(chance):.4f} {' '.join(gram)} {backoff.get(gram, 0.0):.4f}"


def _last_section(chances: Mapping[Gram, float]) -> Iterable[str]:
    """Yield the grams that are the history of none."""
    for gram, chance in chances.items():
        give_way()
        yield f"{log10(chance):.4f} {' '.join(gram)}"
