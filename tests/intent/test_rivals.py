"""Words that sound alike: which of them was said is asked for where it matters."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist.home.expected import answered, phrases_for
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.intent.rivals import WithRivals
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Context, Plan, Transcript
from edgeassist.templates import load_templates

ROOT = Path(__file__).parents[2]
HOME = load_home(ROOT / "configs" / "demo-home.json")
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.fixture(scope="module")
def tiers() -> WithRivals:
    sentences = SentenceParser(load_templates([ROOT / "configs" / "sentences"], "en"))
    return WithRivals(Tiers([sentences], HomeLinker(sentences.conditions.read), 0.5))


def understood(tiers: WithRivals, text: str, *rivals: str) -> Plan:
    return tiers.understand(Transcript(text, alternatives=rivals, rivals=rivals), HOME, Context(NOW, None), Event())


def test_which_of_two_numbers_was_said_is_asked(tiers: WithRivals) -> None:
    plan = understood(tiers, "set a timer for fifteen minutes", "set a timer for fifty minutes")
    assert not plan.actions
    assert plan.dialogue is not None
    assert plan.dialogue.params["question"] == "Fifteen or fifty?"
    assert {"15", "50", "fifty minutes", "i said fifteen", "the second one"} <= set(phrases_for(plan.expects))


@pytest.mark.parametrize(
    ("said", "seconds"), [("fifty", 3000), ("fifteen minutes", 900), ("the second one", 3000), ("I said fifteen", 900)]
)
def test_the_answer_chooses_between_them(tiers: WithRivals, said: str, seconds: int) -> None:
    asked = understood(tiers, "set a timer for fifteen minutes", "set a timer for fifty minutes")
    meant = answered(said, Context(NOW, None, expected=asked.expects), free=False)
    assert meant is not None
    assert [each.values["duration_s"] for each in meant] == [f"{seconds // 60} minutes"]


def test_on_or_off_is_asked_of_what_can_do_both(tiers: WithRivals) -> None:
    plan = understood(tiers, "turn the kitchen light on", "turn the kitchen light off")
    assert plan.dialogue is not None
    assert plan.dialogue.params["question"] == "On or off?"
    chosen = answered("off", Context(NOW, None, expected=plan.expects), free=False)
    assert chosen is not None
    assert [each.intent for each in chosen] == [
        each.intent for each in understood(tiers, "turn the kitchen light off").understood
    ]


@pytest.mark.parametrize(
    ("text", "rival"),
    [
        ("turn on the bedroom light", "turn on the hallway light"),
        ("set the bedroom light to 20 percent", "set the bedroom light to 20 degrees"),
        ("what time is it", "what time is it now"),
        ("turn the kitchen light off", "turn the kitchen light up off"),
    ],
)
def test_nothing_is_asked_where_no_number_or_direction_tells_them_apart(
    tiers: WithRivals, text: str, rival: str
) -> None:
    assert understood(tiers, text, rival) == understood(tiers, text)


def test_a_rival_that_the_house_cannot_do_is_none(tiers: WithRivals) -> None:
    plan = understood(tiers, "turn off the kettle", "turn up the kettle")
    assert [action.intent for action in plan.actions] == ["turn_off"]


def test_nobody_is_asked_twice(tiers: WithRivals) -> None:
    asked = understood(tiers, "set a timer for fifteen minutes", "set a timer for fifty minutes").expects
    answer = Transcript("fifty minutes", rivals=("fifteen minutes",))
    plan = tiers.understand(answer, HOME, Context(NOW, None, expected=asked), Event())
    assert [action.params["duration_s"] for action in plan.actions] == [3000]
