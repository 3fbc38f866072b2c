"""What is only understood once a word tells what a name stands for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist.home.homefile import load_home
from edgeassist.messages import Context, Plan, Transcript
from edgeassist.settings import Settings
from edgeassist.wiring import Brain, build_brain

HOMES = Path(__file__).parents[1] / "data" / "homes"


@pytest.fixture(scope="module")
def brain(tmp_path_factory: pytest.TempPathFactory) -> Brain:
    return build_brain(Settings(state_dir=tmp_path_factory.mktemp("state")))


def understood(brain: Brain, text: str, home: str) -> Plan:
    context = Context(datetime(2026, 11, 20, 14, 0, tzinfo=UTC))
    return brain.tiers.understand(Transcript(text), load_home(HOMES / f"{home}.json"), context, Event())


def test_a_mower_with_a_persons_name_comes_back(brain: Brain) -> None:
    plan = understood(brain, "percy back in", "bungalow")
    assert [(action.intent, action.targets) for action in plan.actions] == [("vacuum_return", ("lawn_mower.percy",))]


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("percy was muddy all over", "bungalow"),
        ("percy back in", "cottage"),
        ("supper was delicious, thank you", "cottage"),
        ("we bought a new kettle", "bungalow"),
    ],
)
def test_who_only_tells_of_something_wants_nothing(brain: Brain, text: str, home: str) -> None:
    assert understood(brain, text, home).actions == ()
