"""What brings a thing back to how it was, domain by domain."""

from typing import Any

import pytest

from edgeassist.home.undoing import Done, changed, restoring
from edgeassist.home.undone import regrets, told
from edgeassist.messages import Entity, Home, Step


def home(*entities: Entity) -> Home:
    return Home("small", {}, {}, {entity.id: entity for entity in entities})


def thing(domain: str, state: str | float | None, **attributes: Any) -> Entity:
    return Entity(f"{domain}.it", "Thing", domain, state=state, attributes=attributes)


@pytest.mark.parametrize(
    ("intent", "before", "now", "commands"),
    [
        ("turn_on", thing("switch", "off"), thing("switch", "on"), [("turn_off", {})]),
        ("turn_off", thing("light", "on", brightness=102), thing("light", "off"),
         [("set_light", {"brightness_pct": 40})]),
        ("open", thing("cover", "closed"), thing("cover", "open"), [("close", {})]),
        ("close", thing("cover", "open", current_position=30), thing("cover", "closed", current_position=0),
         [("set_position", {"position": 30})]),
        ("turn_on", thing("fan", "on", percentage=20), thing("fan", "on", percentage=90),
         [("set_fan_speed", {"percentage": 20})]),
        ("set_temperature", thing("climate", "heat", temperature=20.5), thing("climate", "heat", temperature=25),
         [("set_temperature", {"temperature": 20.5})]),
        ("media_pause", thing("media_player", "playing"), thing("media_player", "paused"), [("media_play", {})]),
        ("set_value", thing("number", "3"), thing("number", "7"), [("set_value", {"value": 3.0})]),
        ("lock", thing("lock", "unlocked"), thing("lock", "locked"), [("unlock", {})]),
        ("unlock", thing("lock", "locked"), thing("lock", "unlocked"), []),
        ("turn_on", thing("scene", None), thing("scene", None), []),
        ("turn_on", thing("switch", None), thing("switch", "on"), [("turn_off", {})]),
    ],
)  # fmt: skip
def test_what_brings_it_back(intent: str, before: Entity, now: Entity, commands: list[tuple[str, Any]]) -> None:
    actions = restoring((Done(intent, before),), home(now))
    assert [(action.intent, action.params) for action in actions] == commands


def test_what_is_as_before_has_not_changed() -> None:
    lamp = thing("light", "on")
    assert changed((Done("turn_on", lamp),), home(lamp)) == ()
    assert len(changed((Done("turn_on", thing("light", "off")),), home(lamp))) == 1


def test_what_is_said_of_it() -> None:
    done = (Done("turn_on", thing("switch", "off")),)
    assert told(done, (Step("turn_off", "switch.it", {}, "confirmed"),), home(thing("switch", "off"))) == (
        "The thing is off again."
    )
    silent = Step("turn_off", "switch.it", {}, "unconfirmed", reason="no_answer")
    assert told(done, (silent,), home(thing("switch", "on"))) == "The thing did not answer."
    assert told(done, (), home(thing("switch", "on"))) == "I don't know how the thing was before."
    assert regrets((Done("unlock", thing("lock", "locked")),)).endswith("was unlocked, and I can't undo that.")
