"""What is only done after a yes or a PIN: the question, what was asked of whom, and whether the answer is enough."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from edgeassist.errors import StateError
from edgeassist.home.figures import listed
from edgeassist.journal import Journal
from edgeassist.messages import Action, Context, Home, Plan, Reply, Step
from edgeassist.rules import NEEDS, PolicySettings
from edgeassist.text import normalise
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_MOST_WRONG = 3
_BLOCK_S = 60.0
_BLOCKED = "There were too many wrong PINs. Try again in a minute."
_NOT_KEPT = "I would have to ask first, and can't write that down: {}"
_ASIDE = frozenset(
    {"my", "the", "a", "pin", "code", "number", "password", "is", "it", "it's", "its", "that's", "here"}
    | {"please", "thanks", "thank", "you", "ok", "okay", "um", "uh", "so", "and", "then"}
)
"""What is said around a PIN."""
_ZERO = frozenset({"oh", "o", "zero", "nought"})
_TIMES = {"double": 2, "triple": 3}
_MOST_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Answered:
    """What the answer to a question leads to."""

    plan: Plan
    context: Context
    reply: Reply | None = None
    """What is said whatever becomes of the plan."""


Keep: TypeAlias = Callable[[Mapping[str, Any], Context], Awaitable[None]]
"""Keeps a question until it is answered; raises StateError."""

Propose: TypeAlias = Callable[[Action, Home, Context], str]
"""Puts a command into words: "unlock the front door"."""


class Consent:
    """Asks for a yes or a PIN before what is risky, and judges the answer."""

    def __init__(self, settings: PolicySettings, journal: Worker[Journal], keep: Keep, propose: Propose) -> None:
        self._pin = settings.pin.get_secret_value() if settings.pin else ""
        self._journal = journal
        self._keep_question = keep
        self._propose = propose

    def is_secret(self, text: str) -> bool:
        """Return whether a text is the PIN, asked for or not."""
        return bool(self._pin) and self._is_pin(digits_in(text) or "")

    async def pin_given(self, text: str, context: Context) -> Answered | None:
        """Return what a text leads to that answers the question for a PIN; None: it answers no such question."""
        digits, asked = digits_in(text) or self._among(text), context.expected
        if digits is None or asked.get("kind") != "pin":
            return None
        plan = Plan(_actions(asked), confidence=1.0, tier="sentences")
        try:
            return await self._checked(digits, plan, context)
        except StateError as error:
            logger.warning("a PIN by %s cannot be taken: %s", context.source, error)
            said = _NOT_KEPT.format(error.why)
            return Answered(plan, replace(context, consent="wrong_pin"), Reply(said, "failed"))

    async def _checked(self, digits: str, plan: Plan, context: Context) -> Answered:
        call, journal, source = self._journal.call, self._journal.engine, context.source
        wrong = replace(context, consent="wrong_pin")
        if await call(journal.blocked, source):
            return Answered(plan, wrong, Reply(_BLOCKED, "refused"))
        if self._is_pin(digits):
            await call(journal.right_pin, source)
            await call(journal.answered, context.who)
            return Answered(plan, replace(context, consent="pin"))
        blocked = await call(journal.wrong_pin, source, _MOST_WRONG, _BLOCK_S)
        logger.warning("a wrong PIN by %s%s", source, f"; none is taken for {_BLOCK_S:.0f} s" if blocked else "")
        if not blocked:
            return Answered(plan, wrong, Reply("That PIN is not right. Please say it again.", "clarify", listens=True))
        await call(journal.answered, context.who)
        return Answered(plan, wrong, Reply(_BLOCKED, "refused"))

    def answered(self, plan: Plan, context: Context) -> Answered | None:
        """Return what a yes or a no to the open question leads to; None: it answers nothing, and that is dropped."""
        asked = context.expected
        if is_declined(plan) or [action.intent for action in plan.actions] == ["undo"]:
            declined = replace(context, consent="declined")
            return Answered(replace(plan, actions=_actions(asked)), declined, Reply("Okay.", "cancelled"))
        if says(plan, "yes") and asked["kind"] == "confirm":
            return Answered(replace(plan, actions=_actions(asked)), replace(context, consent="yes"))
        logger.info("policy: %s by %s dropped: not answered", asked["actions"][0]["intent"], context.source)
        return None

    async def question(self, plan: Plan, steps: Sequence[Step], home: Home, context: Context) -> Reply | None:
        """Return the question that steps need, kept as asked; None: they need none."""
        asked = _needing(plan, steps)
        if not asked:
            return None
        need = "pin" if NEEDS["pin"] in {step.reason for step in steps} else "confirm"
        kept = [action.as_json() | {"named": action.named} for action in asked]
        try:
            if need == "pin" and await self._journal.call(self._journal.engine.blocked, context.source):
                return Reply(_BLOCKED, "refused")
            await self._keep_question({"kind": need, "actions": kept}, context)
        except StateError as error:
            logger.warning("a question to %s cannot be kept: %s", context.source, error)
            return Reply(_NOT_KEPT.format(error.why), "failed")
        what = listed([_proposed(action, steps) or self._propose(action, home, context) for action in asked])
        text = f"Shall I {what}?" if need == "confirm" else f"Please say the PIN, and I {what}."
        return Reply(text, "clarify", listens=True)

    def _among(self, text: str) -> str | None:
        """Return the PIN where it stands among other words."""
        digits = "".join(word for word in normalise(text).split() if word.isdecimal())
        return self._pin if self._pin and self._pin in digits else None

    def _is_pin(self, digits: str) -> bool:
        return bool(self._pin) and hmac.compare_digest(digits.encode(), self._pin.encode())


def says(plan: Plan, word: str) -> bool:
    """Return whether a plan is just this: "yes", "no"."""
    return plan.dialogue is not None and plan.dialogue.intent == word and not plan.actions


def is_declined(plan: Plan) -> bool:
    """Return whether a plan is a no, or "never mind"."""
    return [action.intent for action in plan.actions] == ["nevermind"] or says(plan, "no")


def without_asked(plan: Plan, steps: Sequence[Step]) -> tuple[Plan, tuple[Step, ...]]:
    """Return the plan and the steps without what the user is asked about first."""
    rest = (_narrowed(action, {*action.targets} - _waiting(action, steps)) for action in plan.actions)
    kept = tuple(
        part for part, whole in zip(rest, plan.actions, strict=True) if part.targets or not _waiting(whole, steps)
    )
    return replace(plan, actions=kept), tuple(step for step in steps if step.reason not in _ASKING)


_ASKING = frozenset({NEEDS["confirm"], NEEDS["pin"]})


def _needing(plan: Plan, steps: Sequence[Step]) -> tuple[Action, ...]:
    """Return the actions, on the things, that the user has to be asked about."""
    waiting = ((action, _waiting(action, steps)) for action in plan.actions)
    return tuple(_narrowed(action, targets) for action, targets in waiting if targets)


def _waiting(action: Action, steps: Sequence[Step]) -> frozenset[str | None]:
    """Return the things for which an action waits for an answer; None among them: for none of the house's."""
    return frozenset(step.entity for step in _asking(action, steps))


def _asking(action: Action, steps: Sequence[Step]) -> list[Step]:
    mine = (step for step in steps if step.intent == action.intent and step.params == action.params)
    return [step for step in mine if step.reason in _ASKING]


def _proposed(action: Action, steps: Sequence[Step]) -> str | None:
    """Return what a skill wants to do, in its own words."""
    return next((step.said for step in _asking(action, steps) if step.said), None)


def _narrowed(action: Action, targets: Collection[str | None]) -> Action:
    return replace(action, targets=tuple(target for target in action.targets if target in targets))


def _actions(asked: Mapping[str, Any]) -> tuple[Action, ...]:
    return tuple(_action(each) for each in asked["actions"])


def _action(kept: dict[str, Any]) -> Action:
    return Action(
        str(kept["intent"]),
        tuple(kept["targets"]),
        dict(kept["params"]),
        when=kept.get("when"),
        until=kept.get("until"),
        repeat=tuple(kept.get("repeat", ())),
        named=kept.get("named"),
        condition=kept.get("condition"),
    )


def digits_in(text: str) -> str | None:
    """Return the digits that a text is, said one by one or together; None: it is something else.

    >>> digits_in("my PIN is four double seven oh"), digits_in("47 11"), digits_in("turn on light 4"), digits_in("okay")
    ('4770', '4711', None, None)
    """
    digits, times = "", 1
    for word in normalise(text).split():
        if word in _TIMES:
            times = _TIMES[word]
        elif (digit := "0" if word in _ZERO else word).isdecimal() and digit.isascii():
            digits, times = digits + digit * times, 1
        elif word not in _ASIDE:
            return None
    return digits if 0 < len(digits) <= _MOST_DIGITS else None
