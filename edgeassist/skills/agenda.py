"""The table of what is due, as the parts of the running assistant share it: changes are heard by all of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from edgeassist.errors import StateError
from edgeassist.messages import Action, Context, Step, StepResult
from edgeassist.skills.dues import Due
from edgeassist.skills.ledger import MOST, FullError, Ledger
from edgeassist.skills.writing import not_written
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a request, in words; no text: as such things are usually told."""

    text: str | None = None
    result: StepResult = "confirmed"
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Where it has to be known which is meant: what each is called → the values that tell it, as they would be said."""


Does = Callable[[Ledger, Action, Context], Told | None]
"""Carries out an intent in the journal's thread; None: it was nothing to this."""


class Agenda:
    """Gives the ledger out to one at a time, in the journal's thread."""

    def __init__(self, journal: Worker[Any], ledger: Ledger) -> None:
        self._journal = journal
        self.ledger = ledger
        self.dues: tuple[Due, ...] = ()
        """What is in the table, as of the last change."""
        self.hearers: list[Callable[[], None]] = []
        """Who is told of every change."""
        self._changed = asyncio.Condition()

    async def call(self, function: Callable[Concatenate[Ledger, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a function makes of the ledger, and let everybody look at the table again."""
        try:
            return await self._journal.call(function, self.ledger, *args, **kwargs)
        finally:
            await self.look()

    async def look(self) -> None:
        """Read the table again; where it cannot be read, it stays as it was known."""
        try:
            dues = tuple(await self._journal.call(self.ledger.all))
        except StateError as error:
            logger.debug("%s", error)
            return
        if dues != self.dues:
            async with self._changed:
                self.dues = dues
                self._changed.notify_all()
            for hearer in self.hearers:
                hearer()

    async def wait_for(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        """Return whether a condition on the table is fulfilled within a time."""
        try:
            async with asyncio.timeout(timeout_s), self._changed:
                return await self._changed.wait_for(condition)
        except TimeoutError:
            return condition()

    def rings(self, number: int) -> bool:
        """Return whether a line has begun and is not over."""
        return any(due.number == number and due.state == "begun" for due in self.dues)

    async def carry_out(self, does: Does, action: Action, context: Context) -> tuple[Step, ...]:
        """Return the step that a request leads to; none where it was nothing to whoever does it."""
        try:
            told = await self.call(does, action, context)
        except FullError as error:
            told = Told(f"There are {MOST} {error}s already. Cancel some of them first.", "refused")
        except StateError as error:
            logger.warning("%s: %s", action.intent, error)
            told = Told(not_written(error), "failed")
        if told is None:
            return ()
        return (Step(action.intent, None, action.params, told.result, said=told.text, choices=told.choices),)
