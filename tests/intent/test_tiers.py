from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Event

import pytest

from edgeassist.intent.tiers import Tiers
from edgeassist.messages import (
    Action,
    Context,
    Dialogue,
    Home,
    ParsedAction,
    Plan,
    Refusal,
    Tier,
    Transcript,
    Understanding,
)

HOME = Home("none", {}, {}, {})
CONTEXT = Context(datetime(2026, 11, 20, 12, tzinfo=UTC))


class Reads:
    """A tier that reads every sentence as the intents it was given, and counts how many it was asked for."""

    def __init__(self, tier: Tier, *intents: str, confidence: float = 0.9) -> None:
        self._found = [Understanding((ParsedAction(intent),), None, confidence, tier) for intent in intents]
        self.asked = 0

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:  # noqa: ARG002
        for understanding in self._found:
            self.asked += 1
            yield understanding


class Talks:
    """A tier that takes every sentence for a "yes"."""

    def parse(self, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:  # noqa: ARG002
        yield Understanding((), Dialogue("yes"), 1.0, "sentences")


class Links:
    """A linker of a house that can do whatever does not begin with "no_"."""

    def link(self, understanding: Understanding, home: Home, context: Context) -> Plan:  # noqa: ARG002
        wrong = tuple(Refusal("cannot", a.intent) for a in understanding.actions if a.intent.startswith("no_"))
        actions = () if wrong else tuple(Action(a.intent) for a in understanding.actions)
        return Plan(actions, understanding.dialogue, wrong, understanding.confidence, understanding.tier)

    def answered(self, text: str, home: Home, context: Context, *, free: bool) -> Plan | None:  # noqa: ARG002
        return None


def understand(*tiers: Reads | Talks, text: str = "text", threshold: float = 0.8) -> Plan:
    return Tiers(tiers, Links(), threshold).understand(Transcript(text), HOME, CONTEXT, Event())


def intents(plan: Plan) -> list[str]:
    return [action.intent for action in plan.actions]


def test_the_first_reading_that_links_is_taken_and_nobody_else_asked() -> None:
    first, second = Reads("sentences", "no_such", "open", "close"), Reads("edge", "lock")
    plan = understand(first, second)
    assert intents(plan) == ["open"]
    assert plan.tier == "sentences"
    assert (first.asked, second.asked) == (2, 0)


def test_a_later_tier_is_asked_when_nothing_before_it_links() -> None:
    plan = understand(Reads("sentences", "no_such"), Reads("edge", "lock"))
    assert intents(plan) == ["lock"]
    assert plan.tier == "edge"
    assert plan.refusals == ()


def test_the_first_refusal_is_kept_when_nothing_links() -> None:
    plan = understand(Reads("sentences", "no_this", "no_that"), Reads("edge", "no_other"))
    assert [refusal.text for refusal in plan.refusals] == ["no_this"]
    assert plan.actions == ()


@pytest.mark.parametrize(("confidence", "expected"), [(0.3, []), (0.6, ["lock"]), (1.0, ["lock"])])
def test_a_model_that_is_not_sure_is_not_acted_on(confidence: float, expected: list[str]) -> None:
    plan = understand(Reads("edge", "lock", confidence=confidence))
    assert intents(plan) == expected
    assert not expected or plan.confidence >= 0.8  # what a model only imagines seldom fits the house


def test_another_reading_of_a_model_is_taken_where_the_house_speaks_for_it() -> None:
    plan = understand(Reads("edge", "no_such", "lock", confidence=0.45))
    assert intents(plan) == ["lock"]


def test_a_model_that_is_sure_is_asked_for_no_other_reading() -> None:
    model = Reads("edge", "lock", "unlock")
    assert intents(understand(model)) == ["lock"]
    assert model.asked == 1


def test_a_doubtful_refusal_is_not_said_either() -> None:
    assert understand(Reads("edge", "no_such", confidence=0.2)) == Plan()


def test_a_template_is_not_doubted() -> None:
    assert intents(understand(Reads("sentences", "lock", confidence=0.3))) == ["lock"]


def test_dialogue_needs_no_action() -> None:
    assert understand(Talks(), Reads("edge", "lock")).dialogue == Dialogue("yes")


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_silence_asks_nobody(text: str) -> None:
    parser = Reads("sentences", "lock")
    assert understand(parser, text=text) == Plan()
    assert parser.asked == 0


def test_nothing_understood() -> None:
    assert understand(Reads("sentences"), Reads("edge")) == Plan()


def test_stop_ends_it() -> None:
    stop = Event()
    stop.set()
    plan = Tiers([Reads("sentences", "no_such", "lock")], Links(), 0.8).understand(Transcript("a"), HOME, CONTEXT, stop)
    assert plan == Plan()
