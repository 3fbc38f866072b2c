"""Plans that nobody can have meant."""

import pytest

from edgeassist.intent.amiss import is_something_else
from edgeassist.messages import Action, Entity, Home, ParsedAction, Plan, Vocabulary

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


def test_an_option_is_no_music() -> None:
    music = Entity("select.music", "Music", "select", attributes={"options": ["Irish", "Quiz Night"]})
    home = Home("ours", {}, {}, {"select.music": music})
    heard = ParsedAction("play_media", values={"query": "night playlist"})
    plan = Plan(actions=(Action("play_media", ECHO, {"query": "night playlist"}),), understood=(heard,), tier="edge")
    assert is_something_else(plan, home, "quiz night playlist on the jukebox")
    assert not is_something_else(plan, home, "a night playlist on the jukebox")


@pytest.mark.parametrize(("about", "is_ours"), [("molly's swimming lessons", False), ("molly's light", True)])
def test_what_somebody_does_is_no_plan_of_ours(about: str, is_ours: bool) -> None:  # noqa: FBT001
    home = Home("ours", {}, {}, {}, Vocabulary(("molly's light",)))
    asked = Plan(actions=(Action("schedule_query", (), {"text": about}),))
    assert is_something_else(asked, home, f"when do {about} start") is not is_ours
