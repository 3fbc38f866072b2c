"""Rings, speaks and carries out what is due: at its time, late with words that say so, or not any more."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from edgeassist.errors import AudioError, StateError
from edgeassist.messages import Action, Context
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.dues import Due, local
from edgeassist.skills.later import Later
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.vigil import Vigil
from edgeassist.skills.words import interrupted, missed, not_done, rung

logger = logging.getLogger(__name__)

RING_S = 600.0
"""So long it rings where nobody stops it, and so late it still does."""
_PAUSE_S = 4.0
"""Between two rounds of ringing."""
_LOOK_S = 1.0
"""How often the clock is looked at, which may have been set."""

_TWICE_S = 5.0
"""By so much later counts what may have been done already: only what does no harm a second time is repeated."""

Say = Callable[[str], Awaitable[object]]
"""Speaks a text after a chime, once nobody else speaks; raises AudioError."""
Ask = Callable[[Due], Awaitable[str]]
"""Acts on the sentence that a timer is for, and returns the answer."""
Execute = Callable[[Action, Context, float], Awaitable[str]]
"""Carries out an action that is so many seconds late; returns in words what was too late for it, or nothing."""
Report = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Tells others of what rings or is said, whether or not it can be heard here."""


@dataclass(frozen=True, slots=True)
class Hands:
    """What the scheduler does things with."""

    say: Say
    ask: Ask
    execute: Execute
    report: Report
    tell: Say | None = None
    """Speaks of what has happened, later where nobody is to be disturbed; None: as `say`."""


@dataclass
class Scheduler:
    """The service that waits for the next thing; a start is a recovery of what had begun before."""

    agenda: Agenda
    later: Later
    hands: Hands
    now: Callable[[], datetime]
    """The present, in the zone of the house."""
    with_text: bool = True
    """Whether others are told in words."""
    vigil: Vigil | None = None
    """Who knows how things are; None: nothing waits for anything but a time."""
    pause_s: float = _PAUSE_S
    _aloud: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: set[int] = field(default_factory=set)
    """Lines that this process rings or carries out."""
    _trouble: str = ""

    async def run(self) -> None:
        """Serve until cancelled."""
        self._under_way.clear()
        await self.agenda.look()
        async with asyncio.TaskGroup() as tasks:
            for due in self.agenda.dues:
                if due.state == "begun":
                    self._begin(tasks, due, again=True)
            if self.vigil is not None:
                tasks.create_task(self._watch(tasks, self.vigil))
            while True:
                for due in await self._taken():
                    self._begin(tasks, due)
                await self.agenda.wait_for(self._something_is_due, self._wait_s())

    async def _watch(self, tasks: asyncio.TaskGroup, vigil: Vigil) -> None:
        """Begin with whatever has waited for something that happens."""
        async with aclosing(vigil.happenings()) as happenings:
            async for due in happenings:
                self._begin(tasks, due)

    def _something_is_due(self) -> bool:
        return any(due.due <= self.agenda.ledger.now for due in self._waiting())

    def _wait_s(self) -> float:
        """Return until when nothing can be due, as far as is known."""
        dues = [due.due for due in self._waiting()]
        return min(max(min(dues, default=float("inf")) - self.agenda.ledger.now, 0.02), _LOOK_S)

    def _waiting(self) -> list[Due]:
        """Return what has not begun, not even in a way that could not be marked."""
        return [due for due in self.agenda.dues if due.state == "waiting" and not self._has_begun(due)]

    def _has_begun(self, due: Due) -> bool:
        """Return whether this process has begun with a line, or with that which comes round again as this one."""
        return not self._under_way.isdisjoint({due.number, due.payload.get("of")})

    async def _taken(self) -> list[Due]:
        """Return what is due and marked as begun; where it cannot be marked, it rings all the same, once."""
        try:
            taken = await self.agenda.call(self._take)
            self._trouble = ""
        except StateError as error:
            if str(error) != self._trouble:
                logger.warning("%s; what is due rings, and is not marked as rung", error)
            self._trouble = str(error)
            taken = [due for due in self._waiting() if due.due <= self.agenda.ledger.now]
        fresh = [due for due in taken if not self._has_begun(due)]
        for due in taken:
            if due not in fresh:  # it rang while it could not be marked
                await self._conclude(due)
        return fresh

    def _take(self, ledger: Ledger) -> list[Due]:
        return ledger.take(lambda due: self.later.ended(due, ledger.now) if due.kind == "command" else None)

    def _begin(self, tasks: asyncio.TaskGroup, due: Due, *, again: bool = False) -> None:
        self._under_way.add(due.number)
        tasks.create_task(self._carry_out(due, again=again))

    async def _carry_out(self, due: Due, *, again: bool) -> None:
        """Do what is due; `again` where a process before this one had begun with it."""
        late_s = float(due.payload.get("late_s") or 0.0)
        over_s = max(self.agenda.ledger.now - float(due.payload.get("begun") or due.due), 0.0)
        logger.info("%s is due, %.1f s late", due.id, late_s)
        if due.kind == "notice" and "text" not in due.payload and self.vigil is not None:
            due = replace(due, payload={**due.payload, "text": self.vigil.words(due)})
        if not self._is_so(due):
            await self._report(due, "skipped", "")
        elif due.kind == "command":
            await self._execute(due, late_s + over_s + (_TWICE_S if again else 0.0), again=again)
        elif late_s > RING_S:
            logger.warning("%s: too late to ring", due.id)
            await self._tell_missed(due, missed(due, self.now()))
        elif due.payload.get("command"):
            await self._report(due, due.kind, rung(due, self.now()))
            await self._say(interrupted(due) if again else await self.hands.ask(due))
        elif due.kind in {"reminder", "notice"} or due.state != "begun":
            await self._report(due, due.kind, rung(due, self.now()))
            await self._say(rung(due, self.now()), self.hands.tell if due.kind == "notice" else None)
        else:
            await self._ring(due, RING_S - over_s)
        await self._conclude(due)

    def _is_so(self, due: Due) -> bool:
        """Return whether the condition of something is fulfilled at its time; what has none, or has waited, is done."""
        condition = due.payload.get("condition")
        if condition is None or "happened" in due.payload:
            return True
        so = self.vigil.is_so(condition) if self.vigil is not None else None
        if so is not True:
            logger.info("%s: not done, since it %s so", due.id, "is not" if so is False else "is not known to be")
        return so is True

    async def _execute(self, due: Due, late_s: float, *, again: bool) -> None:
        kept = due.payload
        context = Context(
            now=self.now(),
            area=kept.get("area"),
            source=kept.get("source", "cli"),
            consent=kept.get("consent", "none"),
            turn=f"due-{due.number}",
        )
        undone = await self.hands.execute(due.action, context, late_s)
        if undone:
            await self._tell_missed(due, not_done(due, undone, self.now(), begun=again))

    async def _tell_missed(self, due: Due, text: str) -> None:
        await self._report(due, "missed", text)
        await self._say(text, self.hands.tell)

    async def _ring(self, due: Due, longest_s: float) -> None:
        """Chime and speak in turns until somebody stops it, or nobody has for long."""
        text, began = rung(due, self.now()), asyncio.get_running_loop().time()
        await self._report(due, due.kind, text)
        while asyncio.get_running_loop().time() - began < longest_s and self.agenda.rings(due.number):
            await self._say(text)
            if await self.agenda.wait_for(lambda: not self.agenda.rings(due.number), self.pause_s):
                return
        logger.info("%s: nobody stopped it", due.id)

    async def _say(self, text: str, say: Say | None = None) -> None:
        async with self._aloud:
            try:
                await (say or self.hands.say)(text)
            except AudioError as error:
                logger.debug("not said: %s", error)

    async def _report(self, due: Due, kind: str, text: str) -> None:
        at = local(due.due, self.now()).isoformat(timespec="seconds")
        told = {"event_type": kind, "id": due.id, "due": at}
        await self.hands.report(told | ({"name": due.name or None, "text": text} if self.with_text and text else {}))

    async def _conclude(self, due: Due) -> None:
        """Take off what is over; what could not be marked as begun stays known here until it can be."""
        if due.state != "begun":
            return
        try:
            await self.agenda.call(Ledger.conclude, due)
            self._under_way -= {due.number, due.payload.get("of")}
        except StateError as error:
            logger.warning("%s: %s; it may come again after a restart", due.id, error)
