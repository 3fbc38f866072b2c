"""Carries a plan out: what may be done is written down, sent, and waited for until the devices show it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from edgeassist.errors import StateError
from edgeassist.home.commands.effect import Effect
from edgeassist.home.commands.table import INTENTS, UNAVAILABLE, DeviceCommander
from edgeassist.home.delivery import Delivery, Order
from edgeassist.home.happening import holds
from edgeassist.home.policy import Policy, is_settled
from edgeassist.home.registry import Registry
from edgeassist.home.templating import TemplateRefusedError
from edgeassist.journal import Accepted, Journal
from edgeassist.messages import Action, Context, Entity, Plan, Step, StepResult
from edgeassist.rules import NEEDS
from edgeassist.stages import Later, Skill
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_AT_ONCE_S = 5.0
"""How long a broker may keep a command that must not be late, for a device that sleeps."""

_QUESTIONS = frozenset({"get_state", "get_time", "get_date", "nevermind"})
"""Nothing has to be done for them."""

_LATER = frozenset(
    {
        "notify",
        "schedule_query",
        "schedule_cancel",
        "list_add",
        "list_remove",
        "list_complete_item",
        "list_query",
        "alarm_set",
        "alarm_cancel",
        "alarm_move",
        "alarm_query",
    }
    | {"timer_start", "timer_cancel", "timer_cancel_all", "timer_pause", "timer_resume", "timer_status", "timer_add"}
    | {
        "timer_subtract",
        "timer_rename",
        "alarm_snooze",
        "reminder_set",
        "note_take",
        "note_end",
        "note_query",
        "note_delete",
    }
    | {"announce", "undo"}
    | {"do_not_disturb", "voice_volume", "history_query", "sun_query"}
    | {"anomaly_query", "anomaly_accept", "anomaly_sensitivity", "anomaly_mute"}
)


class Dispatcher:
    """Sends actions to devices as the policy lets it, and tells what became of them."""

    def __init__(
        self,
        registry: Registry,
        commander: DeviceCommander,
        delivery: Delivery,
        journal: Worker[Journal],
        policy: Policy,
    ) -> None:
        self._registry = registry
        self._commander = commander
        self._delivery = delivery
        self._journal = journal
        self._policy = policy
        self.skills: list[Skill] = []
        """What is carried out by others than devices."""
        self.later: Later | None = None
        """Who keeps what is to be done at another time; None: nobody does."""

    async def execute(self, plan: Plan, context: Context) -> tuple[Step, ...]:
        """Return a step for every action on every entity, once the devices have shown it or had their time.

        Devices are served at the same time; what is meant for one device is done in the order of the plan. What the
        policy wants the user to be asked about is refused with that reason, unless `context.consent` holds the answer.
        """
        skills = {intent: skill for skill in self.skills for intent in skill.intents}
        own = [action for action in plan.actions if action.intent in skills]
        kept, now = await self._kept(plan.actions, context)
        orders = [(action, target) for action in now if action not in own for target in _targets(action)]
        steps: list[Step | None] = [None] * len(orders)
        lanes: dict[str | None, list[int]] = {}
        for position, (_, target) in enumerate(orders):
            lanes.setdefault(target, []).append(position)

        async def _serve(lane: list[int]) -> None:
            for position in lane:
                steps[position] = await self._step(*orders[position], context)

        async with asyncio.TaskGroup() as tasks:
            for lane in lanes.values():
                tasks.create_task(_serve(lane))
        done = [step for action in own for step in await self._by_skill(skills[action.intent], action, context)]
        return (*kept, *(step for step in steps if step is not None), *done)

    async def execute_late(self, action: Action, context: Context, late_s: float) -> tuple[Step, ...]:
        """Return what became of an action that was put down for a time, on all that may still be told so late."""
        entities = self._registry.home.entities
        over = [key for key in action.targets if late_s > self._latest_s(action, entities.get(key))]
        steps = [_step(action, key, "expired", "too_late") for key in over]
        for step in steps:
            await self._delivery.conclude(Accepted(context.turn, action.intent, step.entity or ""), step)
        left = tuple(key for key in action.targets if key not in over)
        return (*steps, *(await self.execute(Plan((replace(action, targets=left),)), context) if left else ()))

    def _latest_s(self, action: Action, entity: Entity | None) -> float:
        return max(self._policy.late_s(action, entity), _AT_ONCE_S) if entity else _AT_ONCE_S

    async def _kept(self, actions: Sequence[Action], context: Context) -> tuple[list[Step], list[Action]]:
        """Return the steps of what was put down for its time, and what is to be done now."""
        kept: list[Step] = []
        now: list[Action] = []
        for action in map(partial(self._if_so, now=context.now), actions):
            if self.later is None or not _is_timed(action) or action.intent not in INTENTS:
                now.append(action)
                continue
            steps, able = self._hindered(action, context)
            why = await self.later.keep(replace(action, targets=able), context) if able else None
            if why is None and not _lies_ahead(action):
                now.append(replace(action, targets=able, until=None))
                able = ()
            steps += [_step(action, key, "refused" if why else "confirmed", why or "later") for key in able]
            kept += [
                await self._delivery.conclude(Accepted(context.turn, action.intent, step.entity or ""), step)
                for step in steps
            ]
        return kept, now

    def _if_so(self, action: Action, now: datetime) -> Action:
        """Return an action without its condition, where it is enough that this is so already, as it is."""
        waited = action.condition or {}
        enough = waited.get("at_once") and not waited.get("always") and not action.when and not action.repeat
        return replace(action, condition=None) if enough and holds(waited, self._registry.home, now) else action

    def _hindered(self, action: Action, context: Context) -> tuple[list[Step], tuple[str, ...]]:
        """Return why something cannot be done to things, now or later, and the things to which it can."""
        bare, steps, able = replace(action, when=None, until=None, repeat=(), condition=None), [], []
        for key in action.targets:
            entity = self._registry.home.entities.get(key)
            step, effect = self._checked(bare, key, entity, context)
            if step is None and effect is None:
                step = _step(action, key, "refused", "not_commandable")
            if step is None or (step.reason == UNAVAILABLE and _lies_ahead(action)):
                able.append(key)
            else:
                steps.append(step)
        return steps, tuple(able)

    async def _by_skill(self, skill: Skill, action: Action, context: Context) -> list[Step]:
        """Return what became of an action that is none of a device; what only asks is reported to nobody."""
        steps = await skill.run(action, context)
        if action.intent.endswith(("_query", "_status")):
            return [*steps]
        told: list[Step] = []
        for step in steps:
            accepted = Accepted(context.turn, action.intent, step.entity or "")
            sent = step.topic is not None  # then its delivery has written it down
            told.append(step if sent else await self._delivery.conclude(accepted, step))
        return told

    async def send(self, action: Action, target: str, context: Context) -> Step:
        """Return what became of an action that a skill has a device do."""
        entity = self._registry.home.entities.get(target)
        effect = None if entity is None else self._effect(action, entity)
        if entity is None or effect is None:
            return _step(action, target, "refused", "not_commandable")
        if entity.state == UNAVAILABLE:
            return _step(action, target, "failed", UNAVAILABLE)
        accepted = await self._accept(action, entity, context)
        return await self._delivery.bring(Order(accepted, entity, _unretained(effect, accepted), context.now))

    async def _step(self, action: Action, target: str | None, context: Context) -> Step:
        entity = self._registry.home.entities.get(target or "")
        step, effect = self._checked(action, target, entity, context)
        if step is None and entity is not None and effect is not None:
            accepted = await self._accept(action, entity, context)
            return await self._delivery.bring(Order(accepted, entity, _unretained(effect, accepted), context.now))
        step = step or _step(action, target, "refused", "not_commandable")
        return await self._delivery.conclude(Accepted(context.turn, action.intent, target or ""), step)

    def _checked(
        self, action: Action, target: str | None, entity: Entity | None, context: Context
    ) -> tuple[Step | None, Effect | None]:
        """Return the effect of an action that may be carried out, or the step that says why it is not."""
        if action.intent in _LATER or _is_timed(action):
            return _step(action, target, "refused", "not_available_yet"), None
        if action.intent not in INTENTS:
            return _step(action, target, "confirmed"), None
        if entity is None:
            return _step(action, target, "refused", "no_such_device"), None
        if entity.state == UNAVAILABLE:
            return _step(action, target, "failed", UNAVAILABLE), None
        if (effect := self._effect(action, entity)) is None:
            return None, None
        return self._refusal(action, entity, effect, context), effect

    def _effect(self, action: Action, entity: Entity) -> Effect | None:
        try:
            return self._commander.effect(action, entity)
        except TemplateRefusedError as error:
            logger.warning("%s: %s", entity.id, error)
            return None

    def _refusal(self, action: Action, entity: Entity, effect: Effect, context: Context) -> Step | None:
        """Return the step of an action that the policy, or the user who was asked, does not want; None: it may be."""
        wanted = {name: goal.value for name, goal in effect.goals.items()}
        decision = self._policy.decide(action, entity, wanted, self._registry.home, context)
        refused = context.consent in {"declined", "wrong_pin"}
        settled = is_settled(decision, context) and not refused
        if decision != "allow" or refused:
            logger.info("policy: %s %s by %s: %s, %s", action.intent, entity.id, context.source, decision,
                        "settled" if settled else f"consent {context.consent}")  # fmt: skip
        if settled:
            return None
        return _step(action, entity.id, "refused", context.consent if refused else NEEDS[decision])

    async def _accept(self, action: Action, entity: Entity, context: Context) -> Accepted:
        """Return what is written down before anything is sent; without a line where it cannot be."""
        now = time.time()
        expires = now + self._policy.late_s(action, entity)
        accepted = Accepted(context.turn, action.intent, entity.id, action.params, now, expires)
        try:
            return replace(accepted, number=await self._journal.call(self._journal.engine.accept, accepted))
        except StateError as error:
            logger.warning("%s; what is done now is not written down", error)
            return accepted


def _targets(action: Action) -> Iterator[str | None]:
    """Yield what the action is to be done to: entities, or once None where it names none; nothing for a question."""
    if action.intent not in _QUESTIONS:
        yield from action.targets or (None,)


def _is_timed(action: Action) -> bool:
    return bool(action.when or action.until or action.repeat or action.condition)


def _lies_ahead(action: Action) -> bool:
    """Return whether an action is for another time, or for when something happens."""
    return bool(action.when or action.repeat or action.condition)


def _unretained(effect: Effect, accepted: Accepted) -> Effect:
    """Return an effect whose messages no broker hands out later than the action may be."""
    late_s = accepted.expires - accepted.accepted
    keeps = late_s > 0
    commands = (
        replace(command, retain=command.retain and keeps, expires_s=max(late_s, _AT_ONCE_S))
        for command in effect.commands
    )
    return replace(effect, commands=tuple(commands))


def _step(action: Action, entity: str | None, result: StepResult, reason: str | None = None) -> Step:
    return Step(action.intent, entity, action.params, result, reason=reason)
