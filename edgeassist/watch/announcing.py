"""Alerts aloud: what is grave at once, in one sentence and once; the rest at the time that is set."""

from __future__ import annotations

import asyncio
import logging
import time as clocks
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from edgeassist.errors import AudioError
from edgeassist.messages import Anomaly, Home
from edgeassist.sensors.gravity import Gravity
from edgeassist.sensors.summary import Fact, facts_of
from edgeassist.watch.desk import Desk
from edgeassist.watch.rewriting import Rewriter
from edgeassist.watch.words import Telling, announced, told

logger = logging.getLogger(__name__)

_GATHER_S = 1.0
"""What happens within this time is told in one sentence."""
_QUIET_S = 1800.0
"""So long nothing more is said aloud of a sensor that was just spoken of, unless there is danger to life."""
_DANGER_QUIET_S = 300.0
_LOOK_S = 20.0
_MOST_ENTITIES = 100

Say = Callable[[str, Gravity], Awaitable[bool]]
"""Speaks a text of this gravity when no turn is going on, and returns whether it was said, or will be."""


Report = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Tells others of what is announced, whether or not it can be said here."""


@dataclass
class Announcer:
    """Decides what is said, and says it."""

    desk: Desk
    home: Callable[[], Home]
    telling: Callable[[], Telling]
    say: Say
    report: Report
    aloud: bool = True
    """Whether what is grave is said at once."""
    with_text: bool = True
    """Whether others are told in words."""
    digest: time | None = None
    """When the rest is said; None: only when asked."""
    rewriter: Rewriter | None = None
    """Puts the digest in words of its own."""
    seconds: Callable[[], float] = clocks.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _fresh: list[Anomaly] = field(default_factory=list)
    _said: dict[str, float] = field(default_factory=dict)
    _unheard: set[Anomaly] = field(default_factory=set)
    """What was grave and could not be said at once."""
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _told_until: datetime | None = None
    """Up to when the digest has told everything."""

    def news(self, anomalies: Sequence[Anomaly]) -> None:
        """Take alerts that were raised or ended."""
        self._fresh += [anomaly for anomaly in anomalies if anomaly.until is None]
        self._wanted.set()

    async def run(self) -> None:
        """Announce until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._at_once())
            if self.digest is not None:
                tasks.create_task(self._daily(self.digest))

    async def _at_once(self) -> None:
        while True:
            await self._wanted.wait()
            await self.sleep(_GATHER_S)
            self._wanted.clear()
            fresh, self._fresh = self._fresh, []
            facts = self._facts([anomaly for anomaly in fresh if self.desk.stands(anomaly)])
            if grave := [fact for fact in facts if fact.gravity != "ordinary" and self._is_new(fact)]:
                self._said |= {fact.anomaly.entity: self.seconds() for fact in grave}
                self.desk.spoken_of = grave[0].anomaly.entity
                if not await self._announce(grave, announced(grave, self.telling()), aloud=self.aloud):
                    self._unheard = {*filter(self.desk.stands, self._unheard), *(fact.anomaly for fact in grave)}

    def _is_new(self, fact: Fact) -> bool:
        said = self._said.get(fact.anomaly.entity)
        return said is None or self.seconds() - said > (_DANGER_QUIET_S if fact.gravity == "danger" else _QUIET_S)

    async def _daily(self, at: time) -> None:
        """Tell at a time of day what was raised since the last one, and still lasts, and was not said at once."""
        due = next_at(at, self.telling().now)
        while True:
            await self.sleep(_LOOK_S)
            if (now := self.telling().now) < due:
                continue
            if facts := self.of_digest(now):
                self.desk.spoken_of = facts[0].anomaly.entity
                await self._announce(facts, await self._worded(facts))
            self._told_until, due = now, next_at(at, now)

    async def _worded(self, facts: Sequence[Fact]) -> str:
        telling = self.telling()
        return await self.rewriter.reworded(facts, telling) if self.rewriter else told(facts, telling)

    def of_digest(self, now: datetime) -> list[Fact]:
        """Return what a digest tells now."""
        since = (self._told_until or now - timedelta(days=1)).timestamp()
        recent = [anomaly for anomaly in self.desk.since(since) if self.desk.stands(anomaly)]
        facts = self._facts(recent)
        return [fact for fact in facts if fact.gravity == "ordinary" or fact.anomaly in self._unheard]

    def _facts(self, anomalies: Sequence[Anomaly]) -> list[Fact]:
        return facts_of(anomalies, self.home(), self.telling().now)

    async def _announce(self, facts: Sequence[Fact], text: str, *, aloud: bool = True) -> bool:
        """Tell of facts, and return whether it was said aloud."""
        worst = facts[0].gravity
        kind = "digest" if worst == "ordinary" else worst
        logger.info("announcement (%s) of %d alerts", kind, len(facts))
        entities = list(dict.fromkeys(fact.anomaly.entity for fact in facts))[:_MOST_ENTITIES]
        event = {"event_type": kind, "count": len(facts), "entities": entities}
        await self.report(event | ({"text": text} if self.with_text else {}))
        try:
            return aloud and await self.say(text, worst)
        except AudioError as error:
            logger.debug("an alert was not said: %s", error)
            return False


def next_at(at: time, now: datetime) -> datetime:
    """Return the next moment with this time of day, after `now`.

    >>> next_at(time(19), datetime(2026, 11, 20, 19, 0, 1))
    datetime.datetime(2026, 11, 21, 19, 0)
    """
    moment = datetime.combine(now.date(), at, now.tzinfo)
    return moment if moment > now else moment + timedelta(days=1)
