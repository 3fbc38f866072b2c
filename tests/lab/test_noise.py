from random import Random

from hypothesis import given
from hypothesis import strategies as st

from edgeassist.lab.noise import find, noisy

TEXT = "turn the lamp in the hall to 40 percent"
SPANS = ("lamp", "hall", "40 percent")


@given(st.integers(0, 10_000), st.booleans())
def test_spans_survive_whole(seed: int, question: bool) -> None:  # noqa: FBT001
    words = noisy(TEXT, SPANS, Random(seed), question=question).split()
    assert all(find(words, span) >= 0 for span in SPANS)


def test_most_stay_near_what_was_said_and_many_change() -> None:
    said = [noisy(TEXT, SPANS, Random(seed), question=False) for seed in range(500)]
    assert 50 < said.count(TEXT) < 450
    assert len(set(said)) > 50


def test_find() -> None:
    assert find(["the", "big", "lamp", "is", "big"], "big") == 1
    assert find(["the", "big", "lamp"], "big lamp") == 1
    assert find(["the", "bigger", "lamp"], "big") == -1
    assert find([], "big") == -1
