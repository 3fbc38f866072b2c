"""How different people say things, in four homes, by the sentence templates alone; and what is no command at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Context, Plan, Transcript
from edgeassist.templates import load_templates

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data"
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HOMES = {
    "demo": load_home(ROOT / "configs" / "demo-home.json"),
    **{path.stem: load_home(path) for path in sorted((DATA / "homes").iterdir())},
}
COMMANDS = [json.loads(line) for line in (DATA / "phrasings" / "commands.jsonl").read_text().splitlines()]
NO_COMMANDS = (DATA / "phrasings" / "no_commands.txt").read_text().splitlines()


@pytest.fixture(scope="module")
def tiers() -> Tiers:
    parser = SentenceParser(load_templates([ROOT / "configs" / "sentences"], "en"))
    return Tiers([parser], HomeLinker(), 0.5)


def understood(tiers: Tiers, text: str, home: str, area: str | None = None, previous: tuple[str, ...] = ()) -> Plan:
    return tiers.understand(Transcript(text), HOMES[home], Context(NOW, area, previous=previous), Event())


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: f"{row['home']}-{row['text']}")
def test_is_understood(tiers: Tiers, row: dict[str, Any]) -> None:
    plan = understood(tiers, row["text"], row["home"], row.get("area"))
    assert [action.as_json() for action in plan.actions] == row["actions"]
    assert not plan.refusals


@pytest.mark.parametrize("home", ["demo", "cottage", "flat", "townhouse"])
def test_what_is_no_command_does_nothing(tiers: Tiers, home: str) -> None:
    plans = {text: understood(tiers, text, home, "Kitchen") for text in NO_COMMANDS}
    done = {text: [each for each in plan.actions if each.intent != "get_state"] for text, plan in plans.items()}
    assert not {text: actions for text, actions in done.items() if actions}


@pytest.mark.parametrize(
    ("text", "home", "reply"),
    [
        ("turn on the coffee machine", "demo", "There is no coffee machine here."),
        ("open the window in the attic", "demo", "There is no attic here."),
        ("turn on the porch light", "flat", "There is no porch light here."),
        (
            "turn on the hall light every month",
            "demo",
            "I can't do that every month, only at a time, every so many days or weeks or on days of the week.",
        ),
        ("make the hall light red", "townhouse", "The Hall Light can't change colour."),
        ("how warm is it in the garage", "demo", "Nothing measures the temperature in the garage."),
        ("make the bedroom warmer", "demo", "There is no thermostat in the bedroom."),
        ("turn it off", "demo", "I don't know what you mean by it."),
        ("unlock it", "demo", "I don't know what you mean by it."),
    ],
)
def test_what_cannot_be_done_is_told(tiers: Tiers, text: str, home: str, reply: str) -> None:
    plan = understood(tiers, text, home)
    assert not plan.actions
    assert [refusal.text for refusal in plan.refusals] == [reply]


@pytest.mark.parametrize("text", ["open everything", "open the house", "open everything downstairs", "open downstairs"])
def test_everything_is_no_door_into_the_house(tiers: Tiers, text: str) -> None:
    plan = understood(tiers, text, "demo")
    assert [(action.intent, action.targets) for action in plan.actions] == [("open", ("cover.living_room_blind",))]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("remind me to lock the front door and open the garage door", "reminder_set"),
        ("note that bob will turn off the heating and open the garage door", "note_take"),
        ("announce dinner is ready and turn on the lights", "announce"),
    ],
)
def test_what_is_to_be_told_is_not_done(tiers: Tiers, text: str, intent: str) -> None:
    assert [action.intent for action in understood(tiers, text, "demo").actions] == [intent]


def test_it_is_what_was_spoken_of(tiers: Tiers) -> None:
    plan = understood(tiers, "turn it off", "demo", previous=("light.kitchen",))
    assert [(action.intent, action.targets) for action in plan.actions] == [("turn_off", ("light.kitchen",))]


def test_another_thing_of_the_room_is_not_taken_for_what_was_named(tiers: Tiers) -> None:
    plan = understood(tiers, "make the kitchen light blue", "demo")
    assert not plan.actions
    assert plan.refusals[0].entity == "light.kitchen"


def test_what_is_left_out_is_never_switched_instead(tiers: Tiers) -> None:
    said = "turn off all lights except the kitchen and all the fans"
    assert "fan.bedroom" not in {key for action in understood(tiers, said, "demo").actions for key in action.targets}
