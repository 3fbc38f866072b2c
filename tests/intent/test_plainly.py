"""What nothing understands is tried in plainer words, and command by command."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist.home.joined import merged
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.intent.plainly import SecondTry, Wordings
from edgeassist.intent.respelling import Respelling
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Context, Home, Plan, Transcript
from edgeassist.templates import load_templates

ROOT = Path(__file__).parents[2]
TEMPLATES = load_templates([ROOT / "configs" / "sentences"], "en")
WORDINGS = Wordings(TEMPLATES)
HOME = load_home(ROOT / "tests" / "data" / "homes" / "students.json")


@pytest.fixture(scope="module")
def tiers() -> SecondTry:
    exact = Tiers([SentenceParser(TEMPLATES)], HomeLinker(), 0.5)
    return SecondTry(exact, exact, WORDINGS, Respelling(TEMPLATES), merged)


def understood(tiers: SecondTry, text: str, area: str | None = None) -> Plan:
    now = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    return tiers.understand(Transcript(text), HOME, Context(now, area), Event())


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("please kill the lights where i am", "please turn off the lights in here"),
        ("get the kettle going", "turn on the kettle"),
        ("turn off the hood and get the kettle on", "turn off the hood and turn on the kettle"),
        ("the salt lamp can go on now", "the salt lamp on now"),
        ("we want the curtain shut", "close the curtain"),
        ("crack the skylight", "open the skylight a crack"),
        ("ease the lava lamp down to 20", "set the lava lamp down to 20"),
        ("knock down the lava lamp to 20", "set the lava lamp to 20"),
        ("the lava lamp 2 notches up", "the lava lamp a bit up"),
        ("lights off but leave the lava lamp on", "lights off except the lava lamp"),
        ("every lamp but mei's off", "turn off all lamp except mei's"),
        ("the tv would kill me", "the tv would kill me"),
        ("open the blind because it's dark", "open the blind"),
        ("open the blind oh she's asleep don't", "open the blind oh she's asleep don't"),
    ],
)
def test_words_become_plainer(said: str, plain: str) -> None:
    assert WORDINGS.plainer(said) == plain


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("douse the lava lamp", {"turn_off": ["light.jonas_lava"]}),
        ("fire up the disco ball", {"turn_on": ["light.kitchen_disco"]}),
        (
            "lava lamp off, disco ball on and the skylight open",
            {"turn_off": ["light.jonas_lava"], "turn_on": ["light.kitchen_disco"], "open": ["cover.skylight"]},
        ),
        ("kill the kettle and the rice cooker", {"turn_off": ["switch.kettle", "switch.rice"]}),
        ("douse the lava lamp, i'm knackered", {"turn_off": ["light.jonas_lava"]}),
        ("throw open priya's curtain", {"open": ["cover.priya"]}),
        ("seal the skylight", {"close": ["cover.skylight"]}),
    ],
)
def test_what_is_meant_is_done(tiers: SecondTry, text: str, done: dict[str, list[str]]) -> None:
    plan = understood(tiers, text)
    assert {action.intent: list(action.targets) for action in plan.actions} == done
    assert not plan.refusals


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the cold will kill the plants",
        "jonas killed the lights again",
        "don't kill the lights",
        "i douse my salad in vinegar and the lights are off",
        "she left the lava lamp on, the kettle off",
        "the lava lamp is on, i'm sure",
        "lava lamp off, she said",
    ],
)
def test_what_is_no_command_stays_none(tiers: SecondTry, text: str) -> None:
    assert not [action for action in understood(tiers, text).actions if action.intent != "get_state"]


def test_what_cannot_be_done_is_still_told(tiers: SecondTry) -> None:
    plan = understood(tiers, "turn on the sauna")
    assert plan.refusals
    assert not plan.actions


@dataclass
class Talk:
    """Understands nothing, and is sure of it or not."""

    is_talk: bool
    asked: list[str] = field(default_factory=list)

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:  # noqa: ARG002
        self.asked.append(transcript.text)
        return Plan(is_talk=self.is_talk)


@pytest.mark.parametrize("is_talk", [True, False])
def test_what_a_model_is_sure_means_nothing_is_not_asked_of_it_again_spelt_anew(*, is_talk: bool) -> None:
    model, exact = Talk(is_talk), Talk(is_talk=False)
    understood(SecondTry(model, exact, WORDINGS, Respelling(TEMPLATES), merged), "swich is no word")
    assert ("switch is no word" in exact.asked) is is_talk
    assert ("switch is no word" in model.asked) is not is_talk
