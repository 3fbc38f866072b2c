"""What holds for whatever words come in: nothing raises, and nothing is done to what is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.capabilities import INTENT_DOMAINS, intent_for
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.messages import Context, Dialogue, ParsedAction, Target, Understanding

HOME = load_home(Path(__file__).parents[1] / "data" / "homes" / "townhouse.yaml")
LINKER = HomeLinker()
INTENTS = [
    *INTENT_DOMAINS,
    "get_state",
    "list_add",
    "timer_start",
    "announce",
    "get_time",
    "nevermind",
    "OwnIntent",
    "",
]
WORDS = st.one_of(
    st.sampled_from([*HOME.vocabulary.names, *HOME.vocabulary.areas, *HOME.vocabulary.floors]),
    st.sampled_from(["everything", "the", "lights", "here", "house", "it", "kitchen lights", "all the tvs", "in the"]),
    st.text(max_size=40),
)
MAYBE = st.none() | WORDS
DOMAINS = (
    st.none() | st.sampled_from(["light", "cover", "lock", "media_player", "telly", "sensor", ""]) | st.text(max_size=8)
)
PLAIN = st.builds(
    Target,
    name=MAYBE,
    area=MAYBE,
    floor=MAYBE,
    domain=DOMAINS,
    device_class=DOMAINS,
    quantity=st.none() | st.sampled_from(["all", "any", "one", "1", "2", "²", "-3"]) | st.text(max_size=4),
    ref=st.none() | st.sampled_from(["it", "them", "other"]) | st.text(max_size=4),
)
TARGETS = st.builds(
    lambda target, excepts: Target(
        target.name, target.area, target.floor, target.domain, target.device_class, target.quantity, target.ref, excepts
    ),
    PLAIN,
    st.lists(PLAIN, max_size=2).map(tuple),
)
VALUES = st.dictionaries(
    st.sampled_from(
        ["brightness_pct", "state", "attribute", "position", "temperature", "option", "item", "area", "color"]
    ),
    st.text(max_size=20) | st.sampled_from(["on", "open", "locked", "temperature", "50", "red", "half"]),
    max_size=3,
)
ACTIONS = st.builds(
    ParsedAction,
    intent=st.sampled_from(INTENTS) | st.text(max_size=10),
    targets=st.lists(TARGETS, max_size=3).map(tuple),
    values=VALUES,
    when=st.none() | st.text(max_size=20) | st.just("in 5 minutes"),
    until=st.none() | st.text(max_size=20),
    repeat=st.none() | st.text(max_size=20),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(ACTIONS, max_size=3),
    st.none() | st.sampled_from(["kitchen", "Living Room", "nowhere", ""]),
    st.lists(st.sampled_from([*HOME.entities, "light.gone"]), max_size=2),
)
def test_any_understanding_links_to_what_is_there(
    parsed: list[ParsedAction], area: str | None, before: list[str]
) -> None:
    context = Context(datetime(2026, 11, 20, 19, 0, tzinfo=UTC), area, previous=tuple(before))
    plan = LINKER.link(Understanding(tuple(parsed), None, 0.9, "edge"), HOME, context)
    for action in plan.actions:
        assert set(action.targets) <= set(HOME.entities)
        assert list(action.targets) == sorted(set(action.targets))
        for target in action.targets:
            if action.intent in INTENT_DOMAINS:
                assert intent_for(action.intent, HOME.entities[target].domain) == action.intent
    for refusal in plan.refusals:
        assert refusal.text
    assert 0 <= plan.confidence <= 1
    reply = HomeAnswerer().reply(plan, None, HOME, context)
    assert reply.text


def test_nothing_understood_is_nothing_done() -> None:
    context = Context(datetime(2026, 11, 20, tzinfo=UTC))
    plan = LINKER.link(Understanding(), HOME, context)
    assert (plan.actions, plan.dialogue, plan.refusals) == ((), None, ())
    asked = LINKER.link(Understanding(dialogue=Dialogue("question", {"text": "why"})), HOME, context)
    assert asked.dialogue == Dialogue("question", {"text": "why"})
