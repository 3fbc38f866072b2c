"""Words that were misheard or mistyped, and words that are others."""

from __future__ import annotations

import pytest

from edgeassist.home.names import ASKED_SCORE, LEAST_SCORE, Label, NameIndex
from edgeassist.home.similarity import likeness
from edgeassist.text import normalise


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("sealing", "ceiling"),
        ("kichen", "kitchen"),
        ("cofee", "coffee"),
        ("thermostat", "termostat"),
        ("gaurage", "garage"),
        ("kithcen", "kitchen"),
        ("wokrshop", "workshop"),
        ("mian", "main"),
        ("hal", "hall"),
        ("walll", "wall"),
    ],
)
def test_alike(said: str, known: str) -> None:
    assert 0.7 < likeness(said, known) < 1


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("bathroom", "bedroom"),
        ("garden", "garage"),
        ("hell", "hall"),
        ("light", "right"),
        ("den", "hen"),
        ("left", "right"),
        ("den", "end"),
        ("on", "no"),
        ("bed", "bedroom"),
        ("2", "3"),
        ("upstairs", "downstairs"),
        ("curtain", "kitchen"),
        ("", "lamp"),
    ],
)
def test_different(said: str, known: str) -> None:
    assert likeness(said, known) == 0


def test_words_of_two_names_make_no_third() -> None:
    index = NameIndex([Label("a", ("alpha beta", "gamma delta"))])
    assert [hit.key for hit in index.find("beta alpha")] == ["a"]
    assert index.find("alpha delta") == ()


def test_a_word_that_is_known_is_not_taken_for_another() -> None:
    index = NameIndex([Label("a", ("kitchen spot",)), Label("b", ("kitschen light",))])
    assert [hit.key for hit in index.find("kitchen light")] == []
    assert [hit.key for hit in index.find("kitchenn spot")] == ["a"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bedroom Lamp", "bed room lamp"),
        ("Bed Room Lamp", "bedroom lamp"),
        ("Garden Shed Spot", "gardenshed spot"),
        ("Lamp 2", "lamp2"),
        ("Lamp2", "lamp 2"),
        ("Lamp 2", "second lamp"),
        ("Lamp 2", "lamp number 2"),
        ("Küchenlampe", "kuchenlampe"),
        ("Küchenlampe", "kuechenlampe"),
        ("Café Spots", "cafe spot"),
        ("Mr Coffee", "mister coffee"),
        ("Anna's Lamp", "annas lamp"),
        ("Anna's Lamp", "lamp of anna"),
        ("Mum's Cabinet", "mom's cupboard"),
        ("Children's Fan", "kids fan"),
        ("Washing Machine", "washer"),
        ("Bookshelves", "bookshelf"),
        ("Christmas Tree", "xmas tree"),
        ("Couch Lamp", "sofa lights"),
    ],
)
def test_the_same_in_other_words(name: str, said: str) -> None:
    index = NameIndex([Label("a", (normalise(name),)), Label("b", ("something else",))])
    assert [hit.key for hit in index.find(said)] == ["a"]


def test_the_very_word_comes_before_its_synonyms() -> None:
    index = NameIndex([Label("a", ("toilet fan",)), Label("b", ("bathroom fan",))])
    assert [hit.key for hit in index.find("fan of the toilet")] == ["a", "b"]
    assert [hit.key for hit in index.find("fan of the bathroom")] == ["b", "a"]
    first, second = index.find("fan of the loo")
    assert first.score == second.score


def test_without_the_word_that_says_what_it_is_a_name_is_only_asked_about() -> None:
    index = NameIndex([Label("a", ("car charger",)), Label("b", ("old brass lantern",))])
    assert [hit.score >= LEAST_SCORE for hit in index.find("car")] == [False]
    assert [hit.score >= LEAST_SCORE for hit in index.find("brass lantern")] == [True]
    assert index.find("car")[0].score >= ASKED_SCORE
