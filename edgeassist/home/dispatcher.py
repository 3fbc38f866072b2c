"""Carries a plan out: publishes what devices take, and waits until they show it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator

from edgeassist.errors import BrokerError
from edgeassist.home.commands.effect import Effect
from edgeassist.home.commands.table import INTENTS, UNAVAILABLE, DeviceCommander
from edgeassist.home.registry import Registry
from edgeassist.home.templating import TemplateRefusedError
from edgeassist.messages import Action, Context, Entity, Home, Plan, Step, StepResult
from edgeassist.stages import Broker

logger = logging.getLogger(__name__)

_QUESTIONS = frozenset({"get_state", "get_time", "get_date", "nevermind"})
"""Nothing has to be done for them."""

_LATER = frozenset(
    {"list_add", "list_remove", "list_complete_item", "list_query", "alarm_set", "alarm_cancel", "alarm_query"}
    | {"timer_start", "timer_cancel", "timer_cancel_all", "timer_pause", "timer_resume", "timer_status", "timer_add"}
    | {"timer_subtract", "reminder_set", "note_take", "note_query", "announce", "undo"}
)


class Dispatcher:
    """Sends actions to devices, each once, and tells what became of them."""

    def __init__(self, registry: Registry, broker: Broker, commander: DeviceCommander, *, confirm_s: float) -> None:
        self._registry = registry
        self._broker = broker
        self._commander = commander
        self._confirm_s = confirm_s
        """How long a device may take to report the new state."""

    async def execute(self, plan: Plan, context: Context) -> tuple[Step, ...]:
        """Return a step for every action on every entity, once the devices have shown it or had their time.

        Devices are served at the same time; what is meant for one device is done in the order of the plan. A command
        that got lost is never sent again: nobody knows whether it arrived.
        """
        orders = [(action, target) for action in plan.actions for target in _targets(action)]
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
        return tuple(step for step in steps if step is not None)

    async def _step(self, action: Action, target: str | None, context: Context) -> Step:
        if action.intent in _LATER or action.when or action.until or action.repeat:
            return _step(action, target, "refused", "not_available_yet")
        if action.intent not in INTENTS:
            return _step(action, target, "confirmed")
        entity = self._registry.home.entities.get(target or "")
        if entity is None:
            return _step(action, target, "refused", "no_such_device")
        if entity.state == UNAVAILABLE:
            return _step(action, target, "failed", UNAVAILABLE)
        try:
            effect = self._commander.effect(action, entity)
        except TemplateRefusedError as error:
            logger.warning("%s: %s", target, error)
            effect = None
        if effect is None:
            return _step(action, target, "refused", "not_commandable")
        return await self._carry_out(action, entity, effect, context)

    async def _carry_out(self, action: Action, entity: Entity, effect: Effect, context: Context) -> Step:
        try:
            for command in effect.commands:
                await self._broker.publish(command)
        except BrokerError as error:
            logger.warning("%s %s: %s", action.intent, entity.id, error)
            return _step(action, entity.id, "failed", "no_connection", effect)
        reported = self._commander.reports(entity)
        if not effect.visible(reported):
            self._assume(entity, effect, context)
            return _step(action, entity.id, "confirmed", "optimistic", effect)

        def _shown(home: Home) -> bool:
            now = home.entities.get(entity.id)
            return now is not None and effect.shown_by(now, reported)

        if await self._registry.wait_for(_shown, self._confirm_s):
            return _step(action, entity.id, "confirmed", None, effect)
        return _step(action, entity.id, "unconfirmed", "no_answer", effect)

    def _assume(self, entity: Entity, effect: Effect, context: Context) -> None:
        """Take the device at our word: it reports nothing itself."""
        values = {name: goal.value for name, goal in effect.goals.items()}
        self._registry.update(entity.id, state=values.pop("state", None), attributes=values, at=context.now)


def _targets(action: Action) -> Iterator[str | None]:
    """Yield what the action is to be done to: entities, or once None where it names none; nothing for a question."""
    if action.intent not in _QUESTIONS:
        yield from action.targets or (None,)


def _step(
    action: Action, entity: str | None, result: StepResult, reason: str | None = None, effect: Effect | None = None
) -> Step:
    last = effect.commands[-1] if effect and effect.commands else None
    return Step(
        intent=action.intent,
        entity=entity,
        params=action.params,
        result=result,
        topic=last.topic if last else None,
        payload=last.payload if last else None,
        reason=reason,
    )
