"""Waits for things to happen: states are seen whenever they change, and count once they have lasted long enough."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from edgeassist.errors import StateError
from edgeassist.home.happening import WHOLE, holds, settling_s, truths
from edgeassist.home.registry import Registry
from edgeassist.home.waited_words import happened
from edgeassist.messages import Context, Entity, Home
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.dues import Due
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.seen import Seen

logger = logging.getLogger(__name__)

_LOOK_S = 5.0
"""How often is looked for what nobody waits for any more, and for a clock that was set."""
_RETRY_S = 1.0
"""After so long it is tried again to mark what has happened, where the disk would not have it."""


class Vigil:
    """The watch over what is waited for; its methods belong to the event loop's thread."""

    def __init__(
        self,
        agenda: Agenda,
        registry: Registry,
        ended: Callable[[Due, float], Due | None],
        now: Callable[[], datetime],
    ) -> None:
        """`ended` gives the end of a command that begins now, where it has one."""
        self._agenda = agenda
        self._registry = registry
        self._ended = ended
        self._now = now
        self._seen: dict[int, Seen] = {}
        self._last: dict[str, Entity | None] = {}
        """How the things were that are watched: a change of any other is nothing to us."""
        self._wake = asyncio.Event()

    def words(self, due: Due, key: str = WHOLE) -> str:
        """Return what is told of something that has happened; `key`: to which of the things."""
        context = Context(self._now(), units=due.payload.get("units", "metric"))
        return happened(due.payload["condition"], self._registry.home, key, context)

    def is_so(self, condition: Mapping[str, Any]) -> bool | None:
        """Return whether a condition is fulfilled now; None: that is not known."""
        return holds(condition, self._registry.home, self._now())

    async def happenings(self) -> AsyncGenerator[Due]:
        """Yield what has happened, each marked as begun, until cancelled."""
        self._seen.clear()
        self._registry.hearers.append(self._hear)
        self._agenda.hearers.append(self._wake.set)
        try:
            while True:
                self._wake.clear()
                self._look(self._registry.home)
                delay_s, watched = _LOOK_S, self._watched()
                self._seen = {due.number: self._seen[due.number] for due in watched}
                for due in watched:
                    try:
                        if (begun := await self._settled(due)) is not None:
                            yield begun
                    except StateError as error:
                        logger.warning("%s: %s; tried again", due.id, error)
                        delay_s = _RETRY_S
                await self._wait(min(delay_s, self._left_s()))
        finally:
            self._registry.hearers.remove(self._hear)
            self._agenda.hearers.remove(self._wake.set)

    def _watched(self) -> list[Due]:
        return [due for due in self._agenda.dues if due.state == "watching"]

    async def _wait(self, timeout_s: float) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self._wake.wait()
        except TimeoutError:
            return

    def _hear(self, home: Home) -> None:
        """See a change of the house, be it for a moment."""
        if any(home.entities.get(key) is not entity for key, entity in self._last.items()):
            self._look(home)
            self._wake.set()

    def _look(self, home: Home) -> None:
        """See how everything is that is watched."""
        watched = self._watched()
        keys = {key for due in watched for key in due.payload["condition"]["targets"]}
        self._last = {key: home.entities.get(key) for key in keys}
        for due in watched:
            seen = self._seen.setdefault(due.number, Seen.of(_kept(due)))
            for key, so in truths(due.payload["condition"], home).items():
                if so is not None and seen.ripe is None:
                    self._see(due, seen, key, so=so)

    def _see(self, due: Due, seen: Seen, key: str, *, so: bool) -> None:
        """Take a state over once it has lasted; it is ripe where it has become what is waited for."""
        was, now = seen.was.setdefault(key, so), self._agenda.ledger.now
        if so == was:
            seen.since.pop(key, None)
            return
        since = min(seen.since.setdefault(key, now), now)
        if now - since < self._hold_s(due, so=so):
            return
        seen.was[key] = so
        seen.since.pop(key)
        if so:
            seen.ripe = key

    def _hold_s(self, due: Due, *, so: bool) -> float:
        condition = due.payload["condition"]
        rise_s, fall_s = settling_s(condition, self._registry.home)
        return max(rise_s, float(condition.get("for_s") or 0.0)) if so else fall_s

    def _left_s(self) -> float:
        """Return until when nothing can become ripe by time alone."""
        now, left = self._agenda.ledger.now, [_LOOK_S]
        for due in self._watched():
            seen = self._seen.get(due.number, Seen())
            left += [since + self._hold_s(due, so=not seen.was[key]) - now for key, since in seen.since.items()]
        return max(min(left), 0.01)

    async def _settled(self, due: Due) -> Due | None:
        """Return what has happened, marked as begun; what was seen is kept, and what waited for too long is dropped."""
        seen, now = self._seen.setdefault(due.number, Seen.of(_kept(due))), self._agenda.ledger.now
        kept = replace(due, payload={**due.payload, "seen": seen.kept(due.payload["condition"])})
        if seen.ripe is not None:
            key, seen.ripe = seen.ripe, None
            try:
                return await self._agenda.call(Ledger.happened, kept, self._told(due, key), self._ended(due, now))
            except StateError:
                seen.ripe = key
                raise
        if due.due <= now:
            logger.info("%s: it did not happen in time", due.id)
            await self._agenda.call(Ledger.remove, [due])
        elif _kept(due) != kept.payload["seen"]:
            await self._agenda.call(Ledger.put, kept)
        return None

    def _told(self, due: Due, key: str) -> dict[str, Any]:
        """Return what is written down of what has happened: of a notice its words."""
        if due.kind != "notice":
            return {"happened": key}
        return {"happened": key, "text": self.words(due, key)}


def _kept(due: Due) -> Mapping[str, Any]:
    kept: Mapping[str, Any] = due.payload.get("seen") or {}
    return kept
