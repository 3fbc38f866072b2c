"""What is heard makes sense where something can be done with it now, by words that are usual or kept."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist import wiring
from edgeassist.home.registry import load_home
from edgeassist.messages import Context, Home, Kept, ParsedAction, Target
from edgeassist.settings import Settings

HOME = load_home(Path(__file__).parents[1] / "data" / "dialogues" / "home.yaml")
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
PASTA = Context(NOW, kept=Kept(timers=("pasta",)))
ADDED = Context(
    NOW, before=(ParsedAction("list_add", values={"item": "milk"}),), kept=Kept(items=("milk", "lightbulbs"))
)
LIT = Context(
    NOW,
    previous=("light.hall",),
    before=(ParsedAction("turn_on", (Target(name="hall light"),)),),
)


@pytest.fixture(scope="module")
def brain() -> wiring.Brain:
    return wiring.build_brain(Settings.model_validate({"intent": {"edge_model": "off", "general_model": "off"}}))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("how long is left on the pasta", PASTA),
        ("is the pasta done", PASTA),
        ("and butter", ADDED),
        ("take the lightbulbs off", ADDED),
        ("dim the hall one", LIT),
        ("stop the second one", Context(NOW, kept=Kept(timers=("tea", "eggs")), before=(ParsedAction("timer_start"),))),
    ],
)
def test_what_is_understood_now_makes_sense(brain: wiring.Brain, text: str, context: Context) -> None:
    assert brain.sense.makes(text, HOME, context, Event())


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("how long is left on the pasta", Context(NOW)),
        ("and the minister will travel", ADDED),
        ("take the bananas off", Context(NOW)),
        ("remind me to bed on those at nine", Context(NOW)),
        ("prices rose faster than the hall", LIT),
    ],
)
def test_what_is_not_understood_or_holds_words_of_nothing_makes_none(
    brain: wiring.Brain, text: str, context: Context
) -> None:
    assert not brain.sense.makes(text, HOME, context, Event())


def test_a_home_without_things_makes_sense_of_no_thing(brain: wiring.Brain) -> None:
    assert not brain.sense.makes("turn on the hall light", Home("", {}, {}, {}), Context(NOW), Event())
