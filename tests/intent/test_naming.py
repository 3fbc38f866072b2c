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
        ("all on not the island lights", {"quantity": "all"}, {"quantity": "all", "except_name": " island lights"}),
        ("mei's and tom's lamps on", {"area": " mei's", "domain": "light"}, {"name": " mei's and tom's lamps"}),
        ("mei's and tom's on", {"area": " mei's", "area2": " tom's"}, {"area": " mei's", "area2": " tom's"}),
    ],
)  # fmt: skip
def test_names(said: str, slots: dict[str, str], named: dict[str, str]) -> None:
    assert with_names([Frame("turn_on", slots)], said, HOME) == (Frame("turn_on", named),)


@pytest.mark.parametrize(
    ("said", "slots", "left_out"),
    [
        ("pause everything except mei's tablet", {"name": " mei's tablet"}, {"except_name": " mei's tablet"}),
        ("mute all but the tv", {"device_class": "tv"}, {"except_name": " tv"}),
        ("dim all the lamps to 10 except the one in the hall", {"x": " 10"}, {"x": " 10", "except_area": " hall"}),
        ("it's not the telly", {"device_class": "tv"}, {"device_class": "tv"}),
        ("all on but not too bright", {"quantity": "all"}, {"quantity": "all"}),
    ],
)
def test_what_is_left_out(said: str, slots: dict[str, str], left_out: dict[str, str]) -> None:
    home = Vocabulary(HOME.names, ("hall",))
    assert with_names([Frame("turn_on", slots)], said, home) == (Frame("turn_on", left_out),)


def test_of_several_commands_none_gets_a_name_that_may_be_the_other_ones() -> None:
    frames = (Frame("turn_on", {"domain": "light"}), Frame("turn_off", {"domain": "fan"}))
    assert with_names(frames, "lights on and fan off and the telly", HOME) == frames


def test_what_is_dictated_holds_no_device() -> None:
    frame = Frame("list_add", {"item": " batteries"})
    assert with_names([frame], "add batteries for the telly", HOME) == (frame,)


@pytest.mark.parametrize(
    ("intent", "said", "slots", "named"),
    [
        ("set_light", "kitchen island to half", {"area": " kitchen"}, {"name": " kitchen island"}),
        ("set_light", "kitchen lights to half", {"area": " kitchen"}, {"area": " kitchen"}),
        ("set_temperature", "heat the hot tub to 102", {"area": " hot tub", "domain": "climate"}, {"name": " hot tub"}),
        ("turn_on", "turn on the hot tub light", {"area": " hot tub"}, {"area": " hot tub"}),
    ],
)
def test_a_room_that_is_part_of_a_name(intent: str, said: str, slots: dict[str, str], named: dict[str, str]) -> None:
    home = Vocabulary(("kitchen island pendants", "hot tub"), ("kitchen",))
    assert with_names([Frame(intent, slots)], said, home)[0].slots == named


def test_what_is_asked_about_is_named_by_a_word_further_on() -> None:
    home = Vocabulary(("amp", "amp input", "amp plug"))
    (frame,) = with_names([Frame("get_state", {"name": " amp"})], "what input is the amp using", home)
    assert frame.slots == {"name": " amp input"}


def test_a_verb_is_no_kind_of_things() -> None:
    off = [Frame("turn_off", {"floor": " upstairs", "domain": "switch"})]
    assert with_names(off, "switch off upstairs", Vocabulary())[0].slots == {"floor": " upstairs"}
    assert with_names(off, "switch off the plugs upstairs", Vocabulary()) == tuple(off)


def test_how_full_something_is_is_asked_of_its_level() -> None:
    home, asked = Vocabulary(("tank", "tank level")), Frame("get_state", {"name": " tank"})
    assert with_names([asked], "how full is the tank", home)[0].slots["name"] == " tank level"
    assert with_names([asked], "is the tank open", home)[0].slots["name"] == " tank"


def test_how_many_is_asked_of_a_number_that_is_called_so() -> None:
    asked = Frame("get_state", {"domain": "cover"})
    assert with_names([asked], "how many covers have we got", Vocabulary(("covers",)))[0].slots == {"name": " covers"}
    assert with_names([asked], "how many covers have we got", HOME)[0].slots == {"domain": "cover"}
