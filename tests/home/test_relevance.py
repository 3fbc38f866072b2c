from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.home.homefile import load_home
from edgeassist.home.linking import HomeLinker
from edgeassist.home.relevance import MOST, Relevance
from edgeassist.messages import Area, Entity, Home

HOME = load_home(Path(__file__).parents[1] / "data" / "homes" / "cottage.json")
RELEVANT = Relevance(HomeLinker().prepare)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("could you sort out the standing lamp", "Standing Lamp"),
        ("could you sort out the standing lemp for us", "Standing Lamp"),
        ("Annas lamp looks a bit bright to me", "Anna's Lamp"),
        ("what about that strip above the counter", "Counter Strip"),
        ("the kettle", "Kettle"),
    ],
)
def test_what_is_named_or_nearly_named_comes_first(text: str, first: str) -> None:
    assert RELEVANT(text, HOME)[0].name == first


def test_a_room_and_a_kind_bring_what_belongs_to_them() -> None:
    assert {entity.area for entity in RELEVANT("the bedroom is not nice", HOME)} == {"bedroom"}
    assert {entity.domain for entity in RELEVANT("are the radiators on", HOME)} >= {"climate"}


@pytest.mark.parametrize("text", ["", "  ?", "who wrote hamlet"])
def test_nothing_shared_gives_nothing(text: str) -> None:
    assert list(RELEVANT(text, HOME)) == []


def test_no_more_than_a_prompt_can_bear_and_the_named_one_among_them() -> None:
    lamps = [Entity(f"light.{n}", f"Lamp {n}", "light", area="hall") for n in range(400)]
    heater = Entity("climate.x", "Zebra Heater", "climate")
    home = Home("large", {}, {"hall": Area("hall", "Hall")}, {entity.id: entity for entity in [*lamps, heater]})
    found = RELEVANT("all the lamps in the hall and the zebra heater", home)
    assert len(found) == MOST
    assert found[0] is heater


def test_things_without_a_name_that_can_be_said_are_left_out() -> None:
    silent = Entity("light.x", "((()))", "light", area="hall")
    home = Home("strange", {}, {"hall": Area("hall", "Hall")}, {silent.id: silent})
    assert list(RELEVANT("the light in the hall", home)) == []


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=120), name=st.text(max_size=40), area=st.text(max_size=20))
def test_any_text_and_any_name(text: str, name: str, area: str) -> None:
    thing = Entity("light.x", name, "light", area="room")
    home = replace(HOME, areas={"room": Area("room", area)}, entities={"light.x": thing})
    assert list(RELEVANT(f"{text} {name}", replace(home, vocabulary=replace(HOME.vocabulary)))) in ([], [thing])
