"""What is put right in one breath is said as it was meant; all else stays as it is."""

import pytest

from edgeassist.intent.amending import amended
from edgeassist.messages import Vocabulary

_HOUSE = Vocabulary(
    ("porch light", "driveway lights", "front door", "ella's blind", "noah's blind", "sofa lamp", "tv lamp"),
    ("kitchen", "study", "hall"),
    ("upstairs", "downstairs"),
)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("turn on the porch light, no sorry, the driveway lights", "turn on the driveway lights"),
        ("shut Ella's blind, oh wait, Noah's", "shut noah's blind"),
        ("light in the study, sorry, in the hall", "light in the hall"),
        ("set upstairs to 70, no, downstairs", "set downstairs to 70"),
        ("lock the front door, no, scrap that, unlock it", "unlock the front door"),
        ("turn off the sofa lamp, the tv lamp I should say", "turn off the tv lamp"),
        ("timer for ten minutes please, actually no, make it fifteen", "timer for 15 minutes"),
        ("porch light on, or rather off", "porch light off"),
        ("make the sofa lamp blue, nah, purple", "make the sofa lamp purple"),
    ],
)
def test_what_was_said_last_takes_the_place_of_its_kind(said: str, meant: str) -> None:
    assert amended(said, _HOUSE) == meant


@pytest.mark.parametrize(
    "said",
    [
        "there's no light in the kitchen",
        "turn off the sofa lamp and actually turn off the tv lamp too",
        "remind me to check the front door, no wait, the porch light",
        "open the front door, oh no, forget it",
        "say sorry to the kitchen",
    ],
)
def test_what_puts_nothing_right_is_left(said: str) -> None:
    assert amended(said, _HOUSE) == said
