"""What a model's readings of one sentence are worth in this house: those that fit it are likelier than they seemed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from edgeassist.messages import Action, ParsedAction, Plan, Target, Understanding

_FITS_ONE, _FITS_SEVERAL = 4.0, 1.5
"""How much oftener right readings than wrong ones reach one thing that this house has, and several, as a reading does
that has missed the name. These figures were measured with `edgeassist evaluate`, on readings of every confidence."""

_AT_MOST = 0.97
"""How often the surest reading is right."""

_IS_NAMED = 2.5
"""How much oftener still, where it is called by its name, or where things are left out that are there."""

_IS_PARTLY = 2.0
"""The same where another part of the sentence cannot be done."""

_SURELY_TALK = 0.95
"""How sure a model is of no command where it need not be asked again."""

_NOTHING_MEANT = 3.0
"""The same where the model takes it for no command."""

_REFUSED: Mapping[str, float] = MappingProxyType(
    {
        "no_such_device": 0.3,
        "no_such_area": 0.1,
        "cannot": 0.1,
        "out_of_range": 0.1,
        "nothing_before": 0.05,
        "ambiguous": 0.3,
    }
)
"""The same where the house is not as the reading says."""


_WAYS: Mapping[str, str] = MappingProxyType({"turn_on": "up", "turn_off": "down"})
"""What changes how light a place is → the way it does."""


@dataclass(slots=True)
class _Weighed:
    """Readings that come to the same in this house."""

    plan: Plan
    named: float
    """How well what was said names what the house has."""
    weight: float = 0.0


class Weighing:
    """The readings of one text, by Bayes' rule."""

    def __init__(self) -> None:
        self._of: dict[str, _Weighed] = {}
        self._total = 1.0
        self._left = self._following = 1.0
        self._is_talk = False
        self._refused: list[Understanding] = []

    def add(self, understanding: Understanding, plan: Plan) -> None:
        """Take a reading with what it comes to in the house."""
        confidence = understanding.confidence
        weight = confidence * _likelihood(understanding, plan)
        self._total += weight - confidence
        self._left = max(0.0, self._left - confidence)
        self._following = understanding.following
        is_empty = not understanding.actions and understanding.dialogue is None
        self._is_talk = self._is_talk or (is_empty and confidence >= _SURELY_TALK)
        named = plan.confidence / confidence if confidence else 0.0
        if any(_drops_place(understanding, refused) for refused in self._refused):
            plan = Plan()  # what was said of a place that is not here is not meant of the whole house
        elif plan.refusals:
            self._refused.append(understanding)
        known = self._of.setdefault(_outcome(plan), _Weighed(plan, named))
        known.weight += weight
        if (known.plan.refusals and not plan.refusals) or _asks_more(plan) > _asks_more(known.plan):
            known.plan, known.named = plan, named

    @property
    def best(self) -> Plan:
        """The likeliest plan with something to do or to say, with its probability; empty: there is none."""
        able = [each for each in self._of.values() if _does_something(each.plan)]
        if not able:
            return Plan(is_talk=self._is_talk)
        likeliest = max(able, key=lambda each: each.weight)
        lighting = _lighting(likeliest.plan)
        alike = (each for each in able if each is not likeliest and lighting and _lighting(each.plan) == lighting)
        weight = likeliest.weight + sum(each.weight for each in alike)
        return replace(likeliest.plan, confidence=_AT_MOST * likeliest.named * weight / self._total)

    def may_reach(self, probability: float) -> bool:
        """Return whether further readings can still make a plan as likely as this."""
        left = min(self._left, self._following)
        more = left * _FITS_ONE * _IS_NAMED
        most = max((each.weight for each in self._of.values() if _does_something(each.plan)), default=0.0)
        return _AT_MOST * (most + more) / (self._total - left + more) >= probability


def _does_something(plan: Plan) -> bool:
    return bool(plan.actions) or _says_something(plan)


def _says_something(plan: Plan) -> bool:
    return plan.dialogue is not None and not plan.refusals


def _likelihood(understanding: Understanding, plan: Plan) -> float:
    if plan.refusals:
        least = min(_REFUSED.get(each.reason, 1.0) for each in plan.refusals)
        return least * _IS_PARTLY if plan.actions else least
    if not plan.actions:
        return 1.0 if plan.dialogue else _NOTHING_MEANT
    reached = [len(action.targets) for action in plan.actions]
    likelihood = _FITS_SEVERAL if max(reached) > 1 else _FITS_ONE
    said = [target for action in understanding.actions for target in action.targets]
    is_named = any(reached) and any(target.name or target.excepts for target in said)
    return likelihood * _IS_NAMED if is_named else likelihood


def _drops_place(understanding: Understanding, refused: Understanding) -> bool:
    """Return whether a reading does everywhere what a likelier one does in a place that is not here."""
    if len(understanding.actions) != len(refused.actions) or refused.confidence < understanding.confidence:
        return False
    pairs = [*zip(understanding.actions, refused.actions, strict=True)]
    return any(_is_everywhere(one, other) for one, other in pairs)


def _is_everywhere(one: ParsedAction, other: ParsedAction) -> bool:
    if one.intent != other.intent or one.intent == "get_state" or len(one.targets) != len(other.targets):
        return False
    return any(
        here.area is here.name is here.floor is None
        and there.area not in {None, "here"}
        and replace(there, area=None) == here
        and not here.excepts
        for here, there in zip(one.targets, other.targets, strict=True)
    )


def _outcome(plan: Plan) -> str:
    """Return what is the same for plans that do, or else say, the same; how a question was put makes no difference."""
    if not plan.actions:
        return repr((plan.dialogue, plan.refusals))
    cannot = [(each.reason, each.intent) for each in plan.refusals]
    return repr(cannot) + repr(
        [replace(each, params=_asked(each)) if each.intent == "get_state" else each for each in plan.actions]
    )


def _lighting(plan: Plan) -> str:
    """Return what is the same for what makes a place lighter or darker, be it by a switch; empty: nothing of the kind.

    Who finds it gloomy is helped by both, so that two such readings are no doubt of each other.
    """
    parsed = plan.understood[0] if len(plan.understood) == len(plan.actions) == 1 else None
    if parsed is None or parsed.when or any(_is_more(each) for each in parsed.targets):
        return ""
    step = parsed.values.get("brightness_step_pct") if len(parsed.values) == 1 else None
    way = _WAYS.get(parsed.intent) or (step if step in _WAYS.values() else None)
    return f"{way} {parsed.targets}" if way and parsed.targets and not plan.refusals else ""


def _is_more(target: Target) -> bool:
    """Return whether a target is more than the lights of a place."""
    return bool(target.name or target.excepts or target.ref) or target.domain != "light"


def _asks_more(plan: Plan) -> int:
    return sum("state" in action.params for action in plan.actions if action.intent == "get_state")


def _asked(question: Action) -> Mapping[str, Any]:
    """Return what of a question makes its answer another one: of a single thing all is told, whatever is asked."""
    return {name: value for name, value in question.params.items() if name == "state" and len(question.targets) > 1}
