"""Questions, heat, music, times and lists as people say them, understood without a model."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from edgeassist.home.joined import merged
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.intent.hesitations import fluent, put_right
from edgeassist.intent.plainly import SecondTry, Wordings
from edgeassist.intent.respelling import Respelling
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Action, Context, Transcript
from edgeassist.templates import load_templates

ROOT = Path(__file__).parents[2]
TEMPLATES = load_templates([ROOT / "configs" / "sentences"], "en")
HOME = load_home(ROOT / "tests" / "data" / "homes" / "students.json")
NOW = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
PEOPLE = ("person.jonas", "person.mei", "person.priya", "person.seun")


@pytest.fixture(scope="module")
def tiers() -> SecondTry:
    exact = Tiers([SentenceParser(TEMPLATES)], HomeLinker(), 0.5)
    return SecondTry(exact, exact, Wordings(TEMPLATES), Respelling(TEMPLATES), merged)


def done(tiers: SecondTry, text: str) -> tuple[Action, ...]:
    return tiers.understand(Transcript(text), HOME, Context(NOW), Event()).actions


@pytest.mark.parametrize(
    ("text", "targets", "state"),
    [
        ("who left the fridge door open", ["binary_sensor.fridge_door"], "open"),
        ("is the front door locked or not", ["lock.flat"], "locked"),
        ("is open the fridge door", ["binary_sensor.fridge_door"], "open"),
        ("tell me if the front door has been locked", ["lock.flat"], "locked"),
        ("did you lock the front door", ["lock.flat"], "locked"),
        ("which doors aren't locked", ["lock.bike", "lock.flat", "lock.jonas"], "unlocked"),
        ("is mei back yet", ["person.mei"], "home"),
        ("has seun gone out", ["person.seun"], "away"),
        ("who is not at home", PEOPLE, "away"),
        ("which batteries want changing", ["sensor.henry_battery", "sensor.lock_battery"], "low"),
        ("is finished the washing machine", ["binary_sensor.washing"], None),
        ("is my laundry done", ["binary_sensor.washing"], None),
        ("how far open is the skylight", ["cover.skylight"], None),
        ("what's on the party speaker", ["media_player.kitchen"], None),
        ("what's the level of the fridge temperature", ["sensor.fridge"], None),
    ],
)
def test_questions(tiers: SecondTry, text: str, targets: list[str], state: str | None) -> None:
    (asked,) = done(tiers, text)
    assert (asked.intent, list(asked.targets)) == ("get_state", list(targets))
    assert asked.params.get("state") == state


@pytest.mark.parametrize(
    ("text", "intent", "params"),
    [
        ("get mei's radiator down to twenty one", "set_temperature", {"temperature": 21}),
        ("two degrees cooler in mei's room", "adjust_temperature", {"step": -2}),
        ("mei's radiator up another degree", "adjust_temperature", {"step": 1}),
        ("more heat in mei's room", "adjust_temperature", {"step": "up"}),
        ("please to put mei's radiator in mode heat", "set_hvac_mode", {"mode": "heat"}),
        ("the party speaker's way too loud", "volume_down", {}),
        ("party speaker to a third", "set_volume", {"volume_pct": 33}),
        ("put the party speaker on hold", "media_pause", {}),
        ("aquarium temperature down to twenty two", "set_value", {"value": 22}),
        ("dishwasher program over to quick", "select_option", {"option": "Quick"}),
        ("give me ten for the eggs", "timer_start", {"duration_s": 600, "name": "eggs"}),
        ("timer for an hour and half", "timer_start", {"duration_s": 5400}),
        ("timer for ten no wait fifteen minutes", "timer_start", {"duration_s": 900}),
        ("how long till the nuggets are done", "timer_status", {"name": "nuggets"}),
        ("wake me in ninety minutes", "alarm_set", {"time": "15:30"}),
        ("wake me at quarter to", "alarm_set", {"time": "14:45"}),
        ("i have to be up by six", "alarm_set", {"time": "06:00"}),
        ("remind me in ten to stir it", "reminder_set", {"duration_s": 600, "text": "stir it"}),
        ("put oat milk down on the shopping list", "list_add", {"item": "oat milk"}),
        ("take away the eggs from the shopping list", "list_remove", {"item": "eggs"}),
    ],
)
def test_orders(tiers: SecondTry, text: str, intent: str, params: dict[str, Any]) -> None:
    (action,) = done(tiers, text)
    assert (action.intent, action.params) == (intent, params)


@pytest.mark.parametrize(
    ("text", "when", "until"),
    [
        ("kettle off in ten", {"after_s": 600}, None),
        ("kettle off at half past", {"at": "2026-11-20T14:30:00+00:00"}, None),
        ("kettle for three minutes", None, {"after_s": 180}),
        ("kettle on for quarter of an hour", None, {"after_s": 900}),
        ("kettle off at nine no half past", {"at": "2026-11-20T21:30:00+00:00"}, None),
    ],
)
def test_times(tiers: SecondTry, text: str, when: dict[str, Any] | None, until: dict[str, Any] | None) -> None:
    (action,) = done(tiers, text)
    assert (action.targets, action.when, action.until) == (("switch.kettle",), when, until)


@pytest.mark.parametrize(
    "text",
    [
        "i already put the milk on the list",
        "who left the band",
        "more heat means more pressure",
        "the cake takes two hours to get to glasgow",
        "two degrees warmer and the ice caps melt",
        "is mei in trouble",
        "any open shops near here",
        "i want that i never hear it again",
        "he turned off the router it's annoying",
    ],
)
def test_what_only_sounds_so(tiers: SecondTry, text: str) -> None:
    assert not done(tiers, text)


@pytest.mark.parametrize(
    "text", ["is the is the uh kettle on", "put er eggs on the the list", "radio twenty no thirty"]
)
def test_once_mended_nothing_is_left_to_mend(text: str) -> None:
    mended = put_right(fluent(text))
    assert mended != text
    assert put_right(fluent(mended)) == mended
