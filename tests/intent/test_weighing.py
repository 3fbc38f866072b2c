from dataclasses import replace

import pytest

from edgeassist.intent.weighing import Weighing
from edgeassist.messages import Action, Dialogue, ParsedAction, Plan, Refusal, Target, Understanding

NAMED = (Target(name="lamp"),)
PLACED = (Target(area="hall", domain="light"),)
MISSING = Refusal("no_such_device", "There is no lamp here.")


def reading(confidence: float, targets: tuple[Target, ...] = NAMED, intent: str = "turn_on") -> Understanding:
    return Understanding((ParsedAction(intent, targets),), None, confidence, "edge")


def doing(*ids: str, confidence: float, intent: str = "turn_on", refusals: tuple[Refusal, ...] = ()) -> Plan:
    return Plan((Action(intent, ids),) if ids else (), None, refusals, confidence, "edge")


def weighed(*found: tuple[Understanding, Plan]) -> Plan:
    weighing = Weighing()
    for understanding, plan in found:
        weighing.add(understanding, plan)
    return weighing.best


def test_what_the_house_has_is_likelier_than_it_seemed_and_more_so_by_name() -> None:
    named = weighed((reading(0.5), doing("light.a", confidence=0.5)))
    placed = weighed((reading(0.5, PLACED), doing("light.a", confidence=0.5)))
    several = weighed((reading(0.5, PLACED), doing("light.a", "light.b", confidence=0.5)))
    assert 1 > named.confidence > placed.confidence > several.confidence > 0.5


def test_readings_that_come_to_the_same_count_together() -> None:
    one = weighed((reading(0.3), doing("light.a", confidence=0.3)))
    two = weighed(
        (reading(0.3), doing("light.a", confidence=0.3)),
        (reading(0.3, PLACED), doing("light.a", confidence=0.3)),
    )
    assert two.confidence > one.confidence
    assert two.actions == one.actions


def test_a_question_about_one_thing_is_the_same_with_and_without_the_state() -> None:
    asked = Action("get_state", ("person.a",), {"state": "home"})
    best = weighed(
        (reading(0.5, intent="get_state"), doing("person.a", confidence=0.5, intent="get_state")),
        (reading(0.4, intent="get_state"), Plan((asked,), None, (), 0.4, "edge")),
    )
    assert best.actions == (asked,)
    assert best.confidence > 0.9


def test_what_the_house_has_wins_over_a_likelier_reading_of_what_it_has_not() -> None:
    best = weighed(
        (reading(0.6), doing(confidence=0.6, refusals=(MISSING,))),
        (reading(0.3, PLACED), doing("light.a", confidence=0.3)),
    )
    assert best.actions == (Action("turn_on", ("light.a",)),)
    assert best.confidence > 0.75


def test_what_is_almost_surely_missing_is_not_replaced_by_another_thing() -> None:
    best = weighed(
        (reading(0.97), doing(confidence=0.97, refusals=(MISSING,))),
        (reading(0.01, PLACED), doing("light.a", confidence=0.01)),
    )
    assert best.confidence < 0.2


def test_that_nothing_was_meant_speaks_against_the_rest() -> None:
    best = weighed(
        (Understanding((), None, 0.9, "edge"), Plan((), None, (), 0.9, "edge")),
        (reading(0.1, PLACED), doing("light.a", confidence=0.1)),
    )
    assert best.confidence < 0.5


def test_a_part_that_cannot_be_done_is_left_out_where_another_reading_has_it_not() -> None:
    best = weighed(
        (reading(0.4), doing("light.a", confidence=0.4, refusals=(MISSING,))),
        (reading(0.3), doing("light.a", confidence=0.3)),
    )
    assert best.refusals == ()
    assert best.actions == (Action("turn_on", ("light.a",)),)


def test_a_name_that_is_only_alike_makes_it_less_certain() -> None:
    exact = weighed((reading(0.8), doing("light.a", confidence=0.8)))
    alike = weighed((reading(0.8), doing("light.a", confidence=0.8 * 0.9)))
    assert alike.confidence == pytest.approx(0.9 * exact.confidence)


def test_talk_is_nearly_as_likely_as_the_model_says() -> None:
    yes = Understanding((), Dialogue("yes"), 0.8, "edge")
    assert weighed((yes, Plan((), Dialogue("yes"), (), 0.8, "edge"))).confidence == pytest.approx(0.97 * 0.8)


def test_nothing_read_is_nothing_to_do() -> None:
    assert Weighing().best == Plan()
    assert not Weighing().best.is_talk


@pytest.mark.parametrize(("confidence", "is_talk"), [(0.97, True), (0.9, False)])
def test_a_model_may_be_sure_that_it_is_talk(confidence: float, *, is_talk: bool) -> None:
    nothing = Understanding((), None, confidence, "edge")
    assert weighed((nothing, Plan((), None, (), confidence, "edge"))).is_talk is is_talk


def test_it_is_known_when_nothing_more_can_come_of_it() -> None:
    weighing = Weighing()
    assert weighing.may_reach(0.75)
    weighing.add(Understanding((), None, 0.4, "edge"), Plan((), None, (), 0.4, "edge"))
    assert weighing.may_reach(0.75)  # more than half of it is left
    weighing.add(Understanding((), None, 0.58, "edge"), Plan((), None, (), 0.58, "edge"))
    assert not weighing.may_reach(0.75)
    weighing.add(reading(0.02), doing("light.a", confidence=0.02))
    assert not weighing.may_reach(0.75)


def test_nothing_can_come_of_readings_that_are_hardly_likely() -> None:
    weighing = Weighing()
    weighing.add(replace(reading(0.5), following=0.3), doing(confidence=0.5, refusals=(MISSING,)))
    assert weighing.may_reach(0.75)
    weighing.add(replace(reading(0.1), following=0.02), doing(confidence=0.1, refusals=(MISSING,)))
    assert not weighing.may_reach(0.75)


def test_what_makes_a_place_lighter_is_one_thing_however_it_is_done() -> None:
    on = reading(0.5, PLACED), doing("light.a", confidence=0.5)
    brighter = (
        Understanding((ParsedAction("set_light", PLACED, {"brightness_step_pct": "up"}),), None, 0.45, "edge"),
        doing("light.a", confidence=0.45, intent="set_light"),
    )
    read = [(said, replace(plan, understood=said.actions)) for said, plan in (on, brighter)]
    assert weighed(*read).actions == on[1].actions
    dimmer = replace(brighter[0], actions=(ParsedAction("set_light", PLACED, {"brightness_step_pct": "down"}),))
    other = dimmer, replace(brighter[1], understood=dimmer.actions)
    assert weighed(read[0], other).confidence < weighed(*read).confidence


def test_what_is_meant_of_a_place_that_is_not_here_is_not_done_everywhere() -> None:
    everywhere = (Target(domain="lock", quantity="all"),)
    there = (replace(everywhere[0], area="guest rooms"),)
    likelier = (reading(0.7, there, "lock"), doing(confidence=0.7, refusals=(replace(MISSING, reason="no_such_area"),)))
    locks = (reading(0.3, everywhere, "lock"), doing("lock.a", "lock.b", confidence=0.3, intent="lock"))
    assert weighed(likelier, locks).actions == ()
    assert weighed(locks).actions != ()
