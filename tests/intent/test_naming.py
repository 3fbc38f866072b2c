"""Names of this house that stand in the sentence win over what a model has made of them."""

import pytest

from edgeassist.intent.naming import with_names
from edgeassist.intent.schema import Frame
from edgeassist.messages import Vocabulary

HOME = Vocabulary(("island lights", "light", "mei's tablet", "guests arriving", "telly", "lamp", "jonas ceiling light"))


@pytest.mark.parametrize(
    ("said", "slots", "named"),
    [
        ("stop mei's tablet", {"domain": "fan"}, {"domain": "fan", "name": " mei's tablet"}),
        ("run the guests arriving script", {"name": " arriving"}, {"name": " guests arriving"}),
        ("mute the telly during the adverts", {"name": " telly during the adverts"}, {"name": " telly"}),
        ("turn on the light", {"domain": "light"}, {"domain": "light"}),
        ("turn on the hall lamp", {"name": " hall lamp"}, {"name": " hall lamp"}),
        ("turn on the old telly", {"name": " old telly"}, {"name": " old telly"}),
        ("turn it on like the telly", {"ref": "it"}, {"ref": "it"}),
    ],
)  # fmt: skip
def test_names(said: str, slots: dict[str, str], named: dict[str, str]) -> None:
    assert with_names([Frame("turn_on", slots)], said, HOME) == (Frame("turn_on", named),)


def test_of_several_commands_none_gets_a_name_that_may_be_the_other_ones() -> None:
    frames = (Frame("turn_on", {"domain": "light"}), Frame("turn_off", {"domain": "fan"}))
    assert with_names(frames, "lights on and fan off and the telly", HOME) == frames


def test_what_is_dictated_holds_no_device() -> None:
    frame = Frame("list_add", {"item": " batteries"})
    assert with_names([frame], "add batteries for the telly", HOME) == (frame,)
