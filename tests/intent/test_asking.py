"""What ends in a question mark moves nothing, unless it is a request put as a question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.intent.asking import as_question, is_doubtful
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Context, Home, ParsedAction, Target, Transcript, Understanding
from edgeassist.templates import load_templates

ROOT = Path(__file__).parents[2]
HOME = load_home(ROOT / "tests" / "data" / "homes" / "townhouse.yaml")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def tiers() -> Tiers:
    return Tiers([SentenceParser(load_templates([ROOT / "configs" / "sentences"], "en"))], HomeLinker(), 0.5)


@pytest.mark.parametrize(
    ("text", "intent", "targets", "params"),
    [
        ("Garage door open?", "get_state", ("cover.garage",), {"state": "open"}),
        ("garage door open ? ", "get_state", ("cover.garage",), {"state": "open"}),
        ("Turn off the hall light?", "get_state", ("light.hall",), {"state": "off"}),
        ("Lock the front door?", "get_state", ("lock.front",), {"state": "locked"}),
        ("Dim the reading lamp?", "get_state", ("light.reading_lamp",), {}),
        ("Is the garage door open?", "get_state", ("cover.garage",), {"state": "open"}),
        ("Garage door open", "open", ("cover.garage",), {}),
        ("Can you open the garage door?", "open", ("cover.garage",), {}),
        ("Could you please turn off the hall light?", "turn_off", ("light.hall",), {}),
        ("Hall light off, please?", "turn_off", ("light.hall",), {}),
    ],
)
def test_a_question_mark_asks(
    tiers: Tiers, text: str, intent: str, targets: tuple[str, ...], params: dict[str, str]
) -> None:
    plan = tiers.understand(Transcript(text), HOME, Context(NOW), Event())
    assert [(action.intent, action.targets, dict(action.params)) for action in plan.actions] == [
        (intent, targets, params)
    ]


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("Lights on?", True),
        ("It's dark. Lights on?", True),
        ("Lights on.", False),
        ("Lights on? Now!", False),
        ("Would you mind turning on the lights?", False),
        ("How about some light?", False),
        ("It's cold. Are the windows open?", False),
        ("?", True),
        ("", False),
    ],
)
def test_what_is_doubtful(text: str, *, doubtful: bool) -> None:
    assert is_doubtful(text) is doubtful


@pytest.mark.parametrize("intent", sorted(INTENT_DOMAINS))
def test_no_command_to_a_device_is_left(intent: str) -> None:
    said = Understanding((ParsedAction(intent, (Target(name="it"),), {"x": "y"}, "at 7"),), None, 1.0, "edge")
    assert as_question(said).actions[0].intent == "get_state"
    assert as_question(said).actions[0].when is None


@pytest.mark.parametrize(
    ("intent", "query"),
    [("list_add", "list_query"), ("timer_cancel", "timer_status"), ("alarm_set", "alarm_query"), ("undo", "undo")],
)
def test_errands_are_asked_about_too(intent: str, query: str) -> None:
    said = Understanding((ParsedAction(intent),), None, 1.0, "sentences")
    assert as_question(said).actions[0].intent == query


def test_a_command_beside_a_question_stays() -> None:
    said = Understanding((ParsedAction("turn_on"), ParsedAction("get_state")), None, 1.0, "edge")
    assert as_question(said) == said


class Model:
    """A tier that takes what is opened in a room for its covers."""

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:  # noqa: ARG002
        target = Target(area="living room", domain="cover")
        yield Understanding((ParsedAction("open", (target,)),), None, 0.9, "edge")


def test_a_later_tier_does_not_do_to_others_what_the_named_ones_cannot() -> None:
    templates = SentenceParser(load_templates([ROOT / "configs" / "sentences"], "en"))
    both, alone = Tiers([templates, Model()], HomeLinker(), 0.5), Tiers([Model()], HomeLinker(), 0.5)
    said = Transcript("open the living room lights")
    refused = both.understand(said, HOME, Context(NOW), Event())
    assert refused.actions == ()
    assert [refusal.reason for refusal in refused.refusals] == ["cannot"]
    assert alone.understand(said, HOME, Context(NOW), Event()).actions[0].targets == (
        "cover.living_left",
        "cover.living_right",
    )
