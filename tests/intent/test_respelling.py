"""Misheard and mistyped words are put into words of this house; what is right stays as it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.intent.respelling import Respelling
from edgeassist.messages import Vocabulary
from edgeassist.templates import load_templates

ROOT = Path(__file__).parent.parent.parent
RESPELLING = Respelling(load_templates([ROOT / "configs" / "sentences"], "en"))
HOUSE = Vocabulary(
    names=("bike cage", "pendants", "anna's lamp", "nightstand lamp", "nanoleaf", "left blind", "awning", "humidifier"),
    areas=("bathroom", "jonas's room"),
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("lock the bike gage", "lock the bike cage"),
        ("Pendents on, please!", "pendants on, please!"),
        ("oben the orning", "open the awning"),
        ("left plind down", "left blind down"),
        ("turn the nano leaf on", "turn the nanoleaf on"),
        ("set the humidify her to fifty", "set the humidifier to fifty"),
        ("bath room lites on", "bathroom lights on"),
        ("mum's nite stand off", "mum's nightstand off"),
        ("anna slamp on", "anna's lamp on"),
        ("jonases room off", "jonas's room off"),
        ("turn of the lamb", "turn off the lamp"),
    ],
)
def test_words_that_are_like_known_ones(said: str, meant: str) -> None:
    assert RESPELLING.of(said, HOUSE) == meant


@pytest.mark.parametrize(
    "said",
    [
        "the kitchen ones to forty five percent at nine tonight",
        "turn all the radiators off in every room of the house",
        "I never liked the weather last summer, did you?",
        "a third of them",
        "xqz vbn",
        "",
        "turn on the boat",
        "the pendant's on again",
        "the captain certainly lost his guitar",
    ],
)
def test_what_is_right_or_like_nothing_stays(said: str) -> None:
    assert RESPELLING.of(said, HOUSE) == said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Nano leaf off", "Nanoleaf off"),
        ("turn the bath room light on", "turn the bathroom light on"),
        ("open the awn ing, the left blind is down", "open the awning, the left blind is down"),
        ("turn the back lights on", "turn the back lights on"),
        ("Jonas is room off", "Jonas's room off"),
        ("Jonas is in his room", "Jonas is in his room"),
        ("lights off in 105, please", "lights off in room 105 please"),
        ("lights off in 20 minutes", "lights off in 20 minutes"),
        ("lights off in 106", "lights off in 106"),
    ],
)
def test_halves_of_a_name_and_rooms_with_a_number(said: str, meant: str) -> None:
    assert RESPELLING.joined(said, replace(HOUSE, areas=(*HOUSE.areas, "room 105"))) == meant


def test_where_much_is_wrong_nothing_is_put_right() -> None:
    said = "pendents gage orning humidifyer plind"
    assert RESPELLING.of(said, HOUSE) == said
