"""How people speak of alerts, and which sensors they mean."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.linking import HomeLinker
from edgeassist.home.vocabulary import vocabulary_of
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Area, Context, Entity, Home, Plan, Transcript
from edgeassist.templates import load_templates

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
FREEZER, DOOR, FRIDGE, KITCHEN = "sensor.freezer", "binary_sensor.freezer_door", "sensor.fridge", "sensor.kitchen"
_THINGS = [
    (FREEZER, "Freezer Temperature", "temperature", "cellar"),
    (DOOR, "Freezer Door", "door", "cellar"),
    (FRIDGE, "Fridge", "temperature", "kitchen"),
    (KITCHEN, "Kitchen Temperature", "temperature", "kitchen"),
    ("light.kitchen", "Kitchen Light", None, "kitchen"),
    ("binary_sensor.hall_smoke", "Hall Smoke Detector", "smoke", "hall"),
]
_ENTITIES = {
    key: Entity(key, name, key.partition(".")[0], device_class=kind, area=area) for key, name, kind, area in _THINGS
}
_AREAS = {key: Area(key, key.title()) for key in ("cellar", "kitchen", "hall")}
HOME = Home("home", {}, _AREAS, _ENTITIES, vocabulary_of(Home("home", {}, _AREAS, _ENTITIES)))


@pytest.fixture(scope="module")
def tiers() -> Tiers:
    root = Path(__file__).parents[2]
    return Tiers([SentenceParser(load_templates([root / "configs" / "sentences"], "en"))], HomeLinker(), 0.5)


def understood(tiers: Tiers, text: str, previous: tuple[str, ...] = ()) -> Plan:
    return tiers.understand(Transcript(text), HOME, Context(NOW, previous=previous), Event())


@pytest.mark.parametrize(
    ("text", "intent", "targets", "params"),
    [
        ("Is anything wrong?", "anomaly_query", (), {}),
        ("Is there something wrong in the house?", "anomaly_query", (), {}),
        ("Any problems with the sensors?", "anomaly_query", (), {}),
        ("Is everything okay?", "anomaly_query", (), {}),
        ("What's wrong with the freezer?", "anomaly_query", (DOOR, FREEZER), {}),
        ("Is there anything wrong with the fridge?", "anomaly_query", (FRIDGE,), {}),
        ("Why did you warn me?", "anomaly_query", (), {"about": "why"}),
        ("Why did you warn me about the freezer?", "anomaly_query", (DOOR, FREEZER), {"about": "why"}),
        ("Why did you alert me about the freezer door?", "anomaly_query", (DOOR,), {"about": "why"}),
        ("That's normal.", "anomaly_accept", (), {}),
        ("That was a false alarm", "anomaly_accept", (), {}),
        ("That is normal for the kitchen temperature", "anomaly_accept", (KITCHEN,), {}),
        ("Tell me sooner about the fridge", "anomaly_sensitivity", (FRIDGE,), {"direction": "more"}),
        ("Please warn me later about the fridge", "anomaly_sensitivity", (FRIDGE,), {"direction": "less"}),
        ("Tell me sooner next time", "anomaly_sensitivity", (), {"direction": "more"}),
        ("Stop warning me about the hall smoke detector", "anomaly_mute", ("binary_sensor.hall_smoke",), {}),
        ("Don't warn me about the kitchen any more", "anomaly_mute", (FRIDGE, KITCHEN), {}),
        ("Warn me about the fridge again", "anomaly_mute", (FRIDGE,), {"lift": "yes"}),
    ],
)
def test_what_is_said_of_alerts(
    tiers: Tiers, text: str, intent: str, targets: tuple[str, ...], params: dict[str, Any]
) -> None:
    [action] = understood(tiers, text).actions
    assert (action.intent, action.targets, action.params) == (intent, targets, params)


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("stop warning me about the fridge for a week", {"after_s": 604_800}),
        ("stop warning me about the fridge until tomorrow", {"at": "2026-11-21T08:00:00+00:00"}),
        ("no more warnings about the fridge until 9 pm", {"at": "2026-11-20T21:00:00+00:00"}),
    ],
)
def test_until_when_nothing_is_to_be_heard(tiers: Tiers, text: str, until: dict[str, Any]) -> None:
    [action] = understood(tiers, text).actions
    assert (action.intent, action.targets, action.until) == ("anomaly_mute", (FRIDGE,), until)


def test_what_is_not_here_is_told(tiers: Tiers) -> None:
    plan = understood(tiers, "stop warning me about the greenhouse")
    assert [refusal.text for refusal in plan.refusals] == ["There is no sensor of greenhouse here."]
    assert not plan.actions


def test_nothing_is_said_to_be_watched_where_nothing_watches(tiers: Tiers) -> None:
    plan = understood(tiers, "is anything wrong")
    assert HomeAnswerer().reply(plan, None, HOME, Context(NOW)).text == "I am not watching the sensors now."


@pytest.mark.parametrize("text", ["what's wrong", "that's nice", "is anything on", "tell me a story", "warn me"])
def test_other_talk_is_not_about_alerts(tiers: Tiers, text: str) -> None:
    assert not [action for action in understood(tiers, text).actions if action.intent.startswith("anomaly_")]
