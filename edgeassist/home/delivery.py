"""Brings one command to its device: sends it, waits until the device shows it, sends again what may be late."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from edgeassist.errors import BrokerError, StateError
from edgeassist.home.commands.effect import Effect
from edgeassist.home.registry import Registry
from edgeassist.home.showing import Shown, limit_s, shown
from edgeassist.home.templating import TemplateRefusedError
from edgeassist.journal import Accepted, Journal
from edgeassist.messages import Action, Entity, Home, Step, StepResult
from edgeassist.stages import Link
from edgeassist.turn_mark import in_turn
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

WAITING = "waiting"
"""The reason of a step that is not concluded yet: there is no connection, and the command may be late."""
NOT_RECORDED = "not_recorded"
"""The reason of a step that was carried out and could not be written down before."""

_SETTLE_S = 0.5
"""How long states may take to come in after a connection was made, before a command is sent again."""


@dataclass(frozen=True, slots=True)
class Order:
    """One action on one thing, and what it takes."""

    accepted: Accepted
    entity: Entity
    """As it was before."""
    effect: Effect
    now: datetime


class Commander(Protocol):
    """Knows what devices take and report."""

    def effect(self, action: Action, entity: Entity) -> Effect | None:
        """Return what the action does; None: the device cannot do that."""

    def reports(self, entity: Entity) -> frozenset[str]:
        """Return what the device reports."""


class Delivery:
    """Delivers orders, each once where it is not the same twice, and writes down what became of them."""

    def __init__(
        self, registry: Registry, link: Link, commander: Commander, journal: Worker[Journal], confirm_s: float
    ) -> None:
        self._registry = registry
        self._link = link
        self._commander = commander
        self._journal = journal
        self._latest: dict[tuple[str, str], int] = {}
        """Entity and what is to change → the order that was last given for it."""
        self._given = 0
        self._tasks: asyncio.TaskGroup | None = None
        self._left_over = journal.engine.left_over
        self._confirm_s = confirm_s
        """How long a lamp may take to show that it obeyed."""
        self.told: Callable[[], Awaitable[None]] | None = None
        """Called when something was concluded outside of a turn."""

    async def run(self) -> None:
        """Serve what may be late until cancelled, what a killed process left over first."""
        left_over, self._left_over = self._left_over, ()
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                for accepted in left_over:
                    tasks.create_task(self._recover(accepted))
                await asyncio.Event().wait()
            finally:
                self._tasks = None

    async def bring(self, order: Order) -> Step:
        """Return what became of an order; with the reason `WAITING` it is concluded later, beside the turns."""
        mark = self._marked(order)
        step = await self._attempt(order)
        if step is None and self._tasks is not None and order.accepted.number:
            self._tasks.create_task(self._keep_trying(order, mark))
            return _step(order, "unconfirmed", WAITING)
        step = step or _step(order, "failed", "no_connection")
        return await self.conclude(order.accepted, step)

    async def conclude(self, accepted: Accepted, step: Step) -> Step:
        """Write down what became of an order, and return it."""
        try:
            await self._journal.call(self._journal.engine.conclude, accepted.turn, step, accepted.number)
        except StateError as error:
            logger.warning("%s %s %s: not recorded: %s", step.intent, step.entity, step.result, error)
        else:
            return step
        return replace(step, reason=step.reason or NOT_RECORDED)

    def _marked(self, order: Order) -> int:
        """Return the number of the order; those before it that were to change the same thing are out of date."""
        self._given += 1
        for name in order.effect.goals or ("",):
            self._latest[order.entity.id, name] = self._given
        return self._given

    def _is_latest(self, order: Order, mark: int) -> bool:
        return all(self._latest.get((order.entity.id, name), 0) <= mark for name in order.effect.goals or ("",))

    async def _attempt(self, order: Order) -> Step | None:
        """Send an order and return what became of it; None: the connection broke, and it may be sent again."""
        entity, effect, link = order.entity, order.effect, self._link.connections
        late = order.accepted.expires > order.accepted.accepted
        try:
            for command in effect.commands:
                await self._link.publish(command)
        except BrokerError as error:
            logger.warning("%s %s: %s", order.accepted.intent, entity.id, error)
            return None if late else _step(order, "failed", "no_connection")
        if not effect.visible(self._commander.reports(entity)):
            self._assume(order)
            return _step(order, "unconfirmed", "optimistic")
        seen = await self._seen(order, limit_s(entity, self._confirm_s))
        if seen is None and late and self._link.connections != link:
            return None
        return _shown_step(order, seen)

    async def _seen(self, order: Order, longest_s: float) -> Shown | None:
        """Return how far the device has come as soon as it shows anything of it."""
        entity, reported = order.entity, self._commander.reports(order.entity)

        def _now(home: Home) -> Shown | None:
            now = home.entities.get(entity.id)
            return None if now is None else shown(order.effect, entity, now, reported)

        await self._registry.wait_for(lambda home: _now(home) is not None, longest_s)
        return _now(self._registry.home)

    def _assume(self, order: Order) -> None:
        """Take the device at our word: it reports nothing itself."""
        values = {name: goal.value for name, goal in order.effect.goals.items()}
        self._registry.update(order.entity.id, state=values.pop("state", None), attributes=values, at=order.now)

    async def _keep_trying(self, order: Order, mark: int) -> None:
        """Send an order as soon as there is a connection, while it is not out of date."""
        deadline = time.monotonic() + order.accepted.left_s(time.time())
        step: Step | None = None
        while step is None and (left_s := deadline - time.monotonic()) > 0 and self._is_latest(order, mark):
            try:
                await self._link.wait_connected(left_s)
            except BrokerError:
                break
            if not self._is_latest(order, mark):
                break
            if order.effect.goals and (seen := await self._seen(order, min(_SETTLE_S, left_s))):
                step = _shown_step(order, seen)
            else:
                step = await self._attempt(order)
        reason = "no_connection" if self._is_latest(order, mark) else "superseded"
        step = await self.conclude(order.accepted, step or _step(order, "expired", reason))
        logger.info("%s %s, later: %s", step.intent, step.entity, step.result)
        if self.told is not None:
            await self.told()

    async def _recover(self, accepted: Accepted) -> None:
        """Carry out what a killed process may have sent where that does no harm; else say that it is not known."""
        with in_turn(accepted.turn):
            await self._bring_to_an_end(accepted)

    async def _bring_to_an_end(self, accepted: Accepted) -> None:
        action = Action(accepted.intent, (accepted.entity,), accepted.params)
        left_s = accepted.left_s(time.time())
        if left_s > 0 and await self._registry.wait_for(lambda home: accepted.entity in home.entities, left_s):
            entity = self._registry.home.entities[accepted.entity]
            if (effect := self._effect(action, entity)) is not None:
                order = Order(accepted, entity, effect, datetime.now().astimezone())
                await self._keep_trying(order, self._marked(order))
                return
        logger.warning("%s %s: begun by a process that was killed; not known whether it was done", *_name(accepted))
        step = Step(accepted.intent, accepted.entity, accepted.params, "failed", reason="interrupted")
        await self.conclude(accepted, step)
        if self.told is not None:
            await self.told()

    def _effect(self, action: Action, entity: Entity) -> Effect | None:
        try:
            return self._commander.effect(action, entity)
        except TemplateRefusedError:
            return None


def _name(accepted: Accepted) -> tuple[str, str]:
    return accepted.intent, accepted.entity


def _shown_step(order: Order, seen: Shown | None) -> Step:
    if seen is None:
        return _step(order, "unconfirmed", "no_answer")
    return _step(order, "confirmed", None if seen == "done" else "underway")


def _step(order: Order, result: StepResult, reason: str | None) -> Step:
    accepted, last = order.accepted, order.effect.commands[-1]
    return Step(accepted.intent, accepted.entity, accepted.params, result, last.topic, last.payload, reason)
