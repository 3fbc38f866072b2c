"""Plans that nobody can have meant."""

import pytest

from edgeassist.intent.amiss import is_something_else
from edgeassist.messages import Action, Home, Plan

HOME = Home("ours", {}, {}, {})
ECHO = ("media_player.echo",)


@pytest.mark.parametrize(
    ("said", "actions"),
    [
        ("are both the gate and the door shut", [Action("get_state", ("lock.door",))]),
        ("are the gate and the door shut", [Action("get_state", ("lock.door",))]),
        ("both our lamps off", [Action("turn_off", ("light.a", "light.b", "light.c"))]),
        ("both our lamps off", [Action("turn_off", ("switch.lava_lamp",))]),
        ("lamp off i left it on", [Action("turn_off", ("light.lamp",)), Action("turn_on", ("light.lamp",))]),
        ("i need to buy a new kettle some day", [Action("list_add", ("todo.list",), {"item": "kettle"})]),
        (
            "ceiling to 15 echo to 20",
            [Action("set_volume", ECHO, {"volume_pct": 15}), Action("set_volume", ECHO, {"volume_pct": 20})],
        ),
    ],
)
def test_what_cannot_be_meant(said: str, actions: list[Action]) -> None:
    assert is_something_else(Plan(actions=tuple(actions)), HOME, said)


@pytest.mark.parametrize(
    ("said", "actions"),
    [
        ("lamp off and on again", [Action("turn_off", ("light.lamp",)), Action("turn_on", ("light.lamp",))]),
        ("cancel both timers", [Action("timer_cancel_all")]),
        ("lights in both bedrooms off", [Action("turn_off", ("light.a", "light.b", "light.c"))]),
        ("close both blinds", [Action("close", ("cover.left", "cover.right"))]),
        ("is the gate shut and the door too", [Action("get_state", ("cover.gate", "lock.door"))]),
        ("are the lights in the hall and the den on", [Action("get_state", ("light.hall", "light.den"))]),
        (
            "lamp red now and blue at nine",
            [
                Action("set_light", ("light.lamp",), {"color": "red"}),
                Action("set_light", ("light.lamp",), {"color": "blue"}, when={"after_s": 60}),
            ],
        ),
        (
            "lamp red and bright",
            [Action("set_light", ("light.lamp",), {"color": "red"}), Action("set_light", ("light.lamp",), {"x": 1})],
        ),
    ],
)
def test_what_may_be_meant(said: str, actions: list[Action]) -> None:
    assert not is_something_else(Plan(actions=tuple(actions)), HOME, said)
