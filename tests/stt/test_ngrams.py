from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.stt.ngrams import (
    END,
    IMPOSSIBLE,
    MOST_ENDS,
    NOTHING,
    START,
    Phrases,
    chain,
    counts,
    either,
    one_of,
    phrase,
)

Listed = list[tuple[float, tuple[str, ...]]]
WORDS = st.lists(st.sampled_from("abc"), max_size=4).map(tuple)
CHOICES = st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=4)


def by_listing(sentences: Listed) -> dict[tuple[str, ...], float]:
    out: Counter[tuple[str, ...]] = Counter()
    for chance, words in sentences:
        marked = (START, *words, END)
        for triple in zip(marked, marked[1:], marked[2:], strict=False):
            out[triple] += chance  # type: ignore[assignment]
    return dict(out)


@given(CHOICES)
def test_counts_are_those_of_all_sentences_listed(choices: list[list[tuple[str, ...]]]) -> None:
    summed = chain([one_of(choice) for choice in choices])
    chance = 1.0
    for choice in choices:
        chance /= len(choice)
    listed = [(chance, sum(parts, ())) for parts in product(*choices)]
    assert counts(summed).triples == pytest.approx(by_listing(listed))


def test_shared_part_counts_as_often_as_it_is_used() -> None:
    lamp = one_of([["the", "big", "red", "lamp"], ["fan"]])
    both = counts(chain([phrase(["from"]), lamp, phrase(["to"]), lamp]))
    assert both.triples["the", "big", "red"] == pytest.approx(1.0)
    assert both.triples["from", "fan", "to"] == pytest.approx(0.5)


def test_weights_need_not_sum_to_one() -> None:
    assert counts(either([(3, phrase(["a"])), (1, phrase(["b"]))])).triples[START, "a", END] == pytest.approx(0.75)


def test_impossible_choices_are_left_out_and_spoil_a_chain() -> None:
    assert either([(1, IMPOSSIBLE), (1, phrase(["a"]))]).singles == {"a": 1.0}
    assert chain([phrase(["a"]), IMPOSSIBLE]) is IMPOSSIBLE
    assert either([(1, IMPOSSIBLE)]) is IMPOSSIBLE


def test_no_words() -> None:
    assert phrase([]) is NOTHING
    assert chain([]) is NOTHING
    assert isinstance(chain([NOTHING, phrase(["a"])]), Phrases)


def test_what_hardly_ever_meets_is_left_to_the_pairs() -> None:
    many = one_of([[f"a{n}", f"b{n}"] for n in range(900)])
    counted = counts(chain([phrase(["to"]), many, many]))
    assert counted.pairs["b7", "a9"] == pytest.approx(1 / 900**2)
    assert counted.pairs["a7", "b7"] == pytest.approx(2 / 900)
    assert ("b7", "a9", "b9") not in counted.triples
    assert len(counted.words) == 1801


def test_of_long_lists_the_likeliest_ends_are_known() -> None:
    names = either([(1.0 + (n == 0), phrase([f"a{n}", f"b{n}"])) for n in range(MOST_ENDS + 1)])
    assert len(names.heads) == MOST_ENDS
    assert ("a0", "b0") in names.heads
    assert counts(chain([phrase(["to"]), names])).triples["to", "a0", "b0"] > 0


def test_what_is_rare_is_left_out_with_all_that_holds_it() -> None:
    usual = counts(either([(99.0, phrase("abc")), (1.0, phrase("axc"))])).without_rare(0.05)
    assert set(usual.pairs) == {(START, "a"), ("a", "b"), ("b", "c"), ("c", END)}
    assert set(usual.triples) == {(START, "a", "b"), ("a", "b", "c"), ("b", "c", END)}
