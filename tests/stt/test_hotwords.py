import time

from edgeassist.messages import Vocabulary
from edgeassist.stt.hotwords import hotwords, ranked


def test_a_house_of_a_thousand_names_is_ranked_within_the_limit() -> None:
    names = tuple(f"room{number % 40} lamp {number}" for number in range(1000))
    began = time.monotonic()
    chosen = ranked(Vocabulary(names=names, areas=("kitchen",)))
    assert time.monotonic() - began < 3
    assert 20 < len(chosen) < 80
    assert len(hotwords([], chosen, {}) or "") <= 600


def test_names_that_are_easily_confused_come_first() -> None:
    home = Vocabulary(names=("bookcase", "hall", "wall"))
    assert ranked(home, longest=8) == ("hall", "wall")


def test_what_is_said_often_displaces_what_is_not() -> None:
    names = ranked(Vocabulary(names=("attic fan", "cellar fan", "desk lamp")))
    assert hotwords([], names, {"desk lamp": 9, "attic fan": 1}, longest=9) == "desk lamp"
    assert hotwords(["kitchen"], names, {"desk lamp": 9}, longest=9) == "kitchen"


def test_an_empty_home_has_none() -> None:
    assert hotwords([], ranked(Vocabulary()), {}) is None
