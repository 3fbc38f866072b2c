"""Words that were misheard or mistyped, and words that are others."""

from __future__ import annotations

import pytest

from edgeassist.home.names import Label, NameIndex
from edgeassist.home.similarity import likeness


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("sealing", "ceiling"),
        ("kichen", "kitchen"),
        ("cofee", "coffee"),
        ("thermostat", "termostat"),
        ("gaurage", "garage"),
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
