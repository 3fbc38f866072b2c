"""Learns the house from what devices announce, and keeps the registry true while they come, go and are renamed."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from edgeassist.errors import BrokerError, ConfigError
from edgeassist.home.discovery.announcement import DiscoveryProtocol
from edgeassist.home.discovery.combining import Household, household
from edgeassist.home.discovery.known import MOST_THINGS, Known
from edgeassist.home.discovery.merging import IdBook, Thing, things_of
from edgeassist.home.discovery.saved import load_learned, save_learned
from edgeassist.home.registry import Registry, named_like
from edgeassist.messages import Command, Home

logger = logging.getLogger(__name__)

LEARNED_FILE = "learned-home.json"
"""What the file in the state directory is called in which it is kept what was learned."""

_MOST_WAITING = 20_000
"""Messages that have not been read yet; more are counted and left."""

_EACH_TELLS_MORE = "/rpc"
"""The end of topics on which several answers may wait; elsewhere the last message is all that counts."""

_LONGEST_QUIET_S = 1.0
"""So long news may go on before the house is made anew without waiting for their end."""

_BEFORE_CONNECTED_S = 5.0
"""Messages come in from when topics are subscribed to, a little before we are told that there is a connection."""

_COMPLAIN_S = 60.0
_SAVE_S = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a house is learned."""

    quiet_s: float = 0.2
    """News are taken over once there have been none for so long."""
    settle_s: float = 30.0
    """What is not announced within this time after connecting is gone."""
    slice_s: float = 0.003
    """So long messages are read at once, and then the others have their turn."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a learner needs of the rest."""

    watch: Callable[[Iterable[str], Callable[[str, bytes], None]], None]
    """Subscribe the handler to these filters, in place of those that it had."""
    publish: Callable[[Command], Awaitable[None]]
    follow: Callable[[], Awaitable[None]]
    """Follow the states of the devices as they are now."""


class Learner:
    """Takes announcements of all protocols; everything but `run` and `use` returns at once."""

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
        self._protocols = protocols
        self._outside = surroundings
        self._file = file
        self._pace = pace
        self._mine = registry.home
        self.known, self._book = Known(), IdBook()
        """What was announced, and what of it was ignored; and the ids that things have."""
        self._waiting: dict[object, tuple[str, bytes]] = {}
        self._lost = 0
        self._last = self._connected_at = 0.0
        self._requests: list[Command] = []
        self._later: list[Command] = []
        """What is asked of things whose answers nobody follows yet."""
        self._topics: frozenset[str] = frozenset()
        self._arrived, self._changed, self._connected = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._unsaved, self._too_many = asyncio.Event(), asyncio.Event()
        self._renewing = asyncio.Lock()
        self.warm: Callable[[Home], object] | None = None
        """Makes ready what turns need of a home before it comes into use; called in another thread."""
        self._recall()
        self.house: Household = self._planned(self._mine, registry.home)
        """What is known now; its home has neither states nor the words of later reports."""
        registry.adopt(self.house.home, self._mine)

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a message, to be read soon."""
        key: object = object() if topic.endswith(_EACH_TELLS_MORE) else topic
        if len(self._waiting) >= _MOST_WAITING and key not in self._waiting:
            self._lost += 1
            self._too_many.set()
            return
        self._waiting[key] = topic, payload
        self._arrived.set()

    async def greet(self) -> None:
        """Note that there is a connection: all that still is will now be announced again."""
        self._connected_at = time.monotonic()
        self._connected.set()

    async def use(self, mine: Home) -> None:
        """Take over another home file of the user."""
        self._mine = mine
        await self._renew()

    async def run(self) -> None:
        """Learn until cancelled."""
        self._watch()
        async with asyncio.TaskGroup() as tasks:
            for part in (self._read, self._keep_up, self._settle, self._save, self._complain):
                tasks.create_task(part())

    def _watch(self) -> None:
        topics = frozenset[str]().union(*(protocol.topics() for protocol in self._protocols))
        if topics != self._topics:
            self._topics = topics
            self._outside.watch(topics, self.receive)

    async def _read(self) -> None:
        """Read what has come, a slice at a time, so that a flood holds nobody up."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            began = time.perf_counter()
            while self._waiting:
                self._take(*self._waiting.pop(next(iter(self._waiting))))
                if time.perf_counter() - began > self._pace.slice_s:
                    await asyncio.sleep(self._pace.slice_s)
                    began = time.perf_counter()
            self._watch()
            requests, self._requests = self._requests, []
            await _ask(self._outside, requests)

    def _take(self, topic: str, payload: bytes) -> None:
        for protocol in self._protocols:
            for announcement in protocol.receive(topic, payload):
                changed = self.known.take(announcement, now := time.monotonic())
                requests = self._later if changed and announcement.found else self._requests
                requests += announcement.requests
                if changed:
                    self._last = now
                    self._changed.set()
                if self.known.left_out:
                    self._too_many.set()

    async def _keep_up(self) -> None:
        """Make the house anew after news; many that come together are one change."""
        while True:
            await self._changed.wait()
            until = time.monotonic() + _LONGEST_QUIET_S
            while (quiet_at := self._last + self._pace.quiet_s) > time.monotonic() < until:  # noqa: ASYNC110
                await asyncio.sleep(min(quiet_at, until) - time.monotonic())
            self._changed.clear()
            began = time.monotonic()
            await self._renew()
            await asyncio.sleep(2 * (time.monotonic() - began))

    async def _renew(self) -> None:
        """Bring the registry up to what is known; the work is done beside the turns."""
        async with self._renewing:
            before = self.house
            asked, self._later = self._later, []
            planned = await asyncio.to_thread(self._planned, self._mine, before.home)
            if self.warm is not None and planned.home.vocabulary is not before.home.vocabulary:
                await asyncio.to_thread(self.warm, planned.home)
            self._registry.adopt(planned.home, before.home)
            self.house = planned
            self._unsaved.set()
            await self._outside.follow()
        await _ask(self._outside, asked)

    def _planned(self, mine: Home, before: Home) -> Household:
        house = household(mine, things_of(self.known.announcements()), self._book)
        return Household(named_like(house.home, before), house.things, house.aside)

    async def _settle(self) -> None:
        """Forget what was not announced again in time after each connection."""
        while True:
            await self._connected.wait()
            self._connected.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._connected.wait(), self._pace.settle_s)
            since = self._connected_at - _BEFORE_CONNECTED_S
            if not self._connected.is_set() and self.known.drop_unheard(since):
                self._changed.set()

    # --- what is kept, and what is too much -------------------------------------------------------------

    def _recall(self) -> None:
        if self._file is None or not self._file.exists():
            return
        try:
            announcements, marks = load_learned(self._file)
        except ConfigError as error:
            logger.warning("what was learned before is not known any more: %s", error)
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

    async def _complain(self) -> None:
        """Tell once a minute of what was too much."""
        while True:
            await self._too_many.wait()
            await asyncio.sleep(_LONGEST_QUIET_S)
            self._too_many.clear()
            logger.warning(
                "discovery: %d things are more than %d and were left out, %d messages were too many to be read",
                self.known.left_out,
                MOST_THINGS,
                self._lost,
            )
            self.known.left_out = self._lost = 0
            await asyncio.sleep(_COMPLAIN_S)


def _save(house: Household, saved: Mapping[str, Thing], file: Path) -> None:
    if house.things != saved:
        save_learned(house, file)


async def _ask(outside: Surroundings, requests: Iterable[Command]) -> None:
    for request in requests:
        with suppress(BrokerError):
            await outside.publish(request)
