from collections import defaultdict
from math import log10

import pytest

from edgeassist.stt.arpa import arpa
from edgeassist.stt.ngrams import END, START, chain, counts, one_of, phrase

SENTENCES = chain([phrase(["turn"]), one_of([["on"], ["off"]]), phrase(["the"]), one_of([["lamp"], ["tall", "lamp"]])])


class Model:
    """Reads the model back and computes chances as a decoder does."""

    def __init__(self, text: str) -> None:
        self.grams: dict[tuple[str, ...], tuple[float, float]] = {}
        order = 0
        for line in text.splitlines():
            if line.endswith("-grams:"):
                order = int(line[1])
            elif order and line and not line.startswith("\\"):
                chance, *rest = line.split()
                backoff = float(rest[order]) if len(rest) > order else 0.0
                self.grams[tuple(rest[:order])] = float(chance), backoff

    def chance(self, *gram: str) -> float:
        if gram in self.grams:
            return float(10 ** self.grams[gram][0])
        return float(10 ** self.grams.get(gram[:-1], (0, 0))[1]) * self.chance(*gram[1:])


def test_chances_after_every_history_sum_to_one() -> None:
    model = Model(arpa(counts(SENTENCES)))
    words = [gram[0] for gram in model.grams if len(gram) == 1 and gram[0] != START]
    for history in [gram for gram in model.grams if len(gram) == 2 and gram[1] != END]:
        assert sum(model.chance(*history, word) for word in words) == pytest.approx(1, abs=0.02), history


def test_what_the_sentences_have_is_likely_and_the_rest_is_not_impossible() -> None:
    model = Model(arpa(counts(SENTENCES), discount=0.01))
    assert model.chance("turn", "on", "the") == pytest.approx(0.99, abs=0.001)
    assert 0 < model.chance("turn", "on", "off") < 0.01


def test_header_counts_what_follows() -> None:
    text = arpa(counts(SENTENCES))
    sizes: defaultdict[int, int] = defaultdict(int)
    for gram in Model(text).grams:
        sizes[len(gram)] += 1
    for order, size in sizes.items():
        assert f"ngram {order}={size}\n" in text


def test_fillers_stand_anywhere() -> None:
    model = Model(arpa(counts(SENTENCES), fillers={"++uh++": 0.001}))
    assert model.grams["++uh++",][0] == pytest.approx(log10(0.001), abs=1e-3)
    assert 0 < model.chance("turn", "on", "++uh++") < model.chance("turn", "on", "the")
