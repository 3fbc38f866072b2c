"""Learns the house from what devices announce, and keeps the registry true while they come, go and are renamed."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edgeassist.errors import ConfigError
from edgeassist.home.discovery.announcement import DiscoveryProtocol
from edgeassist.home.discovery.combining import Household, household
from edgeassist.home.discovery.intake import Intake
from edgeassist.home.discovery.known import Known
from edgeassist.home.discovery.merging import IdBook, Thing, things_of
from edgeassist.home.discovery.saved import load_learned, save_learned
from edgeassist.home.discovery.surroundings import Surroundings
from edgeassist.home.registry import Registry, named_like
from edgeassist.messages import Home
from edgeassist.replacing import put_aside

logger = logging.getLogger(__name__)

LEARNED_FILE = "learned-home.json"
"""What the file in the state directory is called in which it is kept what was learned."""

_LONGEST_QUIET_S = 1.0
"""So long news may go on before the house is made anew without waiting for their end."""

_BEFORE_CONNECTED_S = 5.0
"""Messages come in from when topics are subscribed to, a little before we are told that there is a connection."""

_SAVE_S = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a house is learned."""

    quiet_s: float = 0.2
    """News are taken over once there have been none for so long."""
    settle_s: float = 30.0
    """What is not announced within this time after connecting is gone."""


class Learner:
    """Makes one house of what is announced; everything but `run` and `use` returns at once."""

    def __init__(
        self,
        registry: Registry,
        protocols: Sequence[DiscoveryProtocol],
        surroundings: Surroundings,
        *,
        file: Path | None = None,
        pace: Pace = Pace(),
    ) -> None:
        self._registry = registry
        self._outside = surroundings
        self._file = file
        self._pace = pace
        self._mine = registry.home
        self._intake = Intake(protocols, surroundings)
        self._book = IdBook()
        self._connected_at = 0.0
        self._connected, self._unsaved = asyncio.Event(), asyncio.Event()
        self._renewing = asyncio.Lock()
        self.warm: Callable[[Home], object] | None = None
        """Makes ready what turns need of a home before it comes into use; called in another thread."""
        self._recall()
        self.house: Household = self._planned(self._mine, registry.home)
        """What is known now; its home has neither states nor the words of later reports."""
        registry.adopt(self.house.home, self._mine)

    @property
    def known(self) -> Known:
        """What was announced, and what of it was ignored."""
        return self._intake.known

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a message, to be read soon."""
        self._intake.receive(topic, payload)

    async def greet(self) -> None:
        """Note that there is a connection: all that still is will now be announced again."""
        self._connected_at = time.monotonic()
        self._connected.set()

    async def use(self, mine: Home) -> None:
        """Take over another home file of the user."""
        self._mine = mine
        await self._renew()

    async def renew(self) -> None:
        """Make the house anew, since its things are called otherwise."""
        await self._renew()

    async def run(self) -> None:
        """Learn until cancelled."""
        self._outside.courtesy.observe()
        async with asyncio.TaskGroup() as tasks:
            for part in (self._intake.run, self._keep_up, self._settle, self._save):
                tasks.create_task(part())

    async def _keep_up(self) -> None:
        """Make the house anew after news; many that come together are one change."""
        intake = self._intake
        while True:
            await intake.changed.wait()
            until = time.monotonic() + _LONGEST_QUIET_S
            while (quiet_at := intake.changed_at + self._pace.quiet_s) > time.monotonic() < until:  # noqa: ASYNC110
                await asyncio.sleep(min(quiet_at, until) - time.monotonic())
            intake.changed.clear()
            began = time.monotonic()
            await self._renew()
            await asyncio.sleep(2 * (time.monotonic() - began))

    async def _renew(self) -> None:
        """Bring the registry up to what is known; the work is done beside the turns."""
        async with self._renewing:
            before = self.house
            asked = self._intake.questions()
            planned = await asyncio.to_thread(self._planned, self._mine, before.home)
            if self.warm is not None and planned.home.vocabulary is not before.home.vocabulary:
                await asyncio.to_thread(self.warm, planned.home)
            self._registry.adopt(planned.home, before.home)
            self.house = planned
            self._unsaved.set()
            await self._outside.follow()
        await self._outside.ask(asked)

    def _planned(self, mine: Home, before: Home) -> Household:
        house = household(mine, things_of(self.known.announcements()), self._book)
        return Household(named_like(self._outside.renamed(house.home), before), house.things, house.aside)

    async def _settle(self) -> None:
        """Forget what was not announced again in time after each connection."""
        while True:
            await self._connected.wait()
            self._connected.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._connected.wait(), self._pace.settle_s)
            if not self._connected.is_set():
                self._intake.forget_unheard(self._connected_at - _BEFORE_CONNECTED_S)

    def _recall(self) -> None:
        if self._file is None or not self._file.exists():
            return
        try:
            announcements, marks = load_learned(self._file)
        except ConfigError as error:
            aside = put_aside(self._file)
            logger.warning("what was learned before is not known any more: %s; kept as %s", error, aside)
            return
        for entity_id, words in marks.items():
            self._book.note(entity_id, words)
        for announcement in announcements:
            self.known.take(announcement, -math.inf)

    async def _save(self) -> None:
        saved = self.house.things
        while self._file is not None:
            await self._unsaved.wait()
            await asyncio.sleep(_SAVE_S)
            self._unsaved.clear()
            house = self.house
            try:
                await asyncio.to_thread(_save, house, saved, self._file)
                saved = house.things
            except (OSError, ValueError) as error:
                logger.warning("what was learned cannot be saved: %s", error)


def _save(house: Household, saved: Mapping[str, Thing], file: Path) -> None:
    if house.things != saved:
        save_learned(house, file)
