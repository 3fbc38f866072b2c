"""When a general model is asked, and what becomes of its answer."""

from datetime import UTC, datetime
from threading import Event

import pytest

from edgeassist.intent.tiers import WithGeneral
from edgeassist.messages import Action, Context, Dialogue, Home, Plan, Refusal, Transcript

HOME = Home("none", {}, {}, {})
CONTEXT = Context(datetime(2026, 11, 20, 12, tzinfo=UTC))
TURNED_ON = Plan((Action("turn_on", ("light.a",)),), confidence=0.95, tier="general")
QUESTION = Plan(dialogue=Dialogue("question", {"text": "who wrote hamlet"}), confidence=0.9, tier="edge")


class Plans:
    """Has the same plan for everything, and counts how often it was asked; where told so, stops in the middle."""

    def __init__(self, plan: Plan, *, stops: bool = False) -> None:
        self._plan = plan
        self._stops = stops
        self.asked = 0

    def understand(self, transcript: Transcript, home: Home, context: Context, stop: Event) -> Plan:  # noqa: ARG002
        self.asked += 1
        if self._stops:
            stop.set()
        return self._plan


def refusing(*reasons: str) -> Plan:
    return Plan(refusals=tuple(Refusal(reason, reason) for reason in reasons), tier="sentences")


def understand(first: Plan, general: Plan, answer: str | None = None, text: str = "text") -> Plan:
    tiers = WithGeneral(Plans(first), Plans(general), lambda *_: answer)
    return tiers.understand(Transcript(text), HOME, CONTEXT, Event())


@pytest.mark.parametrize("first", [Plan(), refusing("no_such_device"), refusing("no_such_area", "no_such_device")])
def test_it_is_asked_where_nothing_was_understood_or_nothing_is_called_so(first: Plan) -> None:
    assert understand(first, TURNED_ON) == TURNED_ON


@pytest.mark.parametrize(
    "first",
    [
        Plan((Action("lock", ("lock.a",)),), confidence=1.0, tier="sentences"),
        Plan(dialogue=Dialogue("help"), confidence=1.0, tier="sentences"),
        refusing("cannot"),
        refusing("no_such_device", "cannot"),
        Plan(dialogue=Dialogue("clarify", {}), refusals=(Refusal("ambiguous", "which one"),)),
    ],
)
def test_it_is_not_asked_where_there_is_an_answer(first: Plan) -> None:
    general = Plans(TURNED_ON)
    assert WithGeneral(Plans(first), general, lambda *_: "yes").understand(
        Transcript("text"), HOME, CONTEXT, Event()
    ) == first  # fmt: skip
    assert general.asked == 0


def test_what_it_does_not_know_better_leaves_the_refusal_before_it() -> None:
    for general in (Plan(), refusing("no_such_device"), refusing("cannot")):
        assert understand(refusing("no_such_area"), general) == refusing("no_such_area")


def test_a_question_is_answered_whoever_took_it_for_one() -> None:
    plan = understand(QUESTION, Plan(), "A poet of Stratford.")
    assert plan.dialogue == Dialogue("question", {"text": "who wrote hamlet", "answer": "A poet of Stratford."})
    assert plan.tier == "general"
    asked = Plan(dialogue=Dialogue("question"), confidence=0.95, tier="general")
    plan = understand(Plan(), asked, "A poet.", text="Who wrote it?")
    assert plan.dialogue == Dialogue("question", {"text": "Who wrote it?", "answer": "A poet."})


def test_a_question_without_an_answer_stays_one() -> None:
    assert understand(QUESTION, Plan(), None) == QUESTION


def test_silence_asks_nobody() -> None:
    general = Plans(TURNED_ON)
    tiers = WithGeneral(Plans(Plan()), general, lambda *_: None)
    assert tiers.understand(Transcript("  "), HOME, CONTEXT, Event()) == Plan()
    assert general.asked == 0


def test_stop_ends_it() -> None:
    tiers = WithGeneral(Plans(Plan()), Plans(TURNED_ON, stops=True), lambda *_: None)
    assert tiers.understand(Transcript("text"), HOME, CONTEXT, Event()) == Plan()
