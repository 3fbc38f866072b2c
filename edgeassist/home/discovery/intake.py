"""Takes what devices announce: reads it a little at a time, and no more of it than there is room for."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence

from edgeassist.home.discovery.announcement import DiscoveryProtocol
from edgeassist.home.discovery.known import MOST_THINGS, Known
from edgeassist.home.discovery.surroundings import Surroundings
from edgeassist.messages import Command

logger = logging.getLogger(__name__)

_MOST_WAITING = 20_000
"""Messages that have not been read yet; more are counted and left."""

_EACH_TELLS_MORE = "/rpc"
"""The end of topics on which several answers may wait; elsewhere the last message is all that counts."""

_SLICE_S = 0.0005
"""So long messages are read at once, and then the others have their turn."""

_GATHERED_S = 1.0
_COMPLAIN_S = 60.0


class Intake:
    """Reads messages of all protocols; everything but `run` returns at once."""

    def __init__(self, protocols: Sequence[DiscoveryProtocol], outside: Surroundings) -> None:
        self._protocols = protocols
        self._outside = outside
        self.known = Known()
        """What was announced, and what of it was ignored."""
        self.changed = asyncio.Event()
        """Set where something else is known than before."""
        self.changed_at = 0.0
        """When that was last so, on the clock of `time.monotonic`."""
        self._waiting: OrderedDict[object, tuple[str, bytes]] = OrderedDict()
        self._lost = 0
        self._topics: frozenset[str] = frozenset()
        self._requests: list[Command] = []
        self._later: list[Command] = []
        """What is asked of things whose answers nobody follows yet."""
        self._arrived, self._too_many = asyncio.Event(), asyncio.Event()

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a message, to be read soon."""
        key: object = object() if topic.endswith(_EACH_TELLS_MORE) else topic
        if len(self._waiting) >= _MOST_WAITING and key not in self._waiting:
            self._lost += 1
            self._too_many.set()
            return
        self._waiting[key] = topic, payload
        self._arrived.set()

    def forget_unheard(self, since: float) -> None:
        """Forget what was not announced after the time `since`."""
        if self.known.drop_unheard(since):
            self.changed.set()

    def questions(self) -> list[Command]:
        """Return what is to be asked of things that were met, once their answers are followed; each comes once."""
        asked, self._later = self._later, []
        return asked

    async def run(self) -> None:
        """Read until cancelled."""
        self._subscribe()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._read())
            tasks.create_task(self._complain())

    def _subscribe(self) -> None:
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
                self._take(*self._waiting.popitem(last=False)[1])
                if time.perf_counter() - began > _SLICE_S:
                    await asyncio.sleep(_SLICE_S)
                    while self._outside.courtesy.wait_s:  # noqa: ASYNC110  a turn is over soon, and tells threads only
                        await asyncio.sleep(_SLICE_S)
                    began = time.perf_counter()
            self._subscribe()
            requests, self._requests = self._requests, []
            await self._outside.ask(requests)

    def _take(self, topic: str, payload: bytes) -> None:
        for protocol in self._protocols:
            for announcement in protocol.receive(topic, payload):
                changed = self.known.take(announcement, now := time.monotonic())
                requests = self._later if changed and announcement.found else self._requests
                requests += announcement.requests
                if changed:
                    self.changed_at = now
                    self.changed.set()
                if self.known.left_out:
                    self._too_many.set()

    async def _complain(self) -> None:
        """Tell once a minute of what was too much."""
        while True:
            await self._too_many.wait()
            await asyncio.sleep(_GATHERED_S)
            self._too_many.clear()
            logger.warning(
                "discovery: %d things are more than %d and were left out, %d messages were too many to be read",
                self.known.left_out,
                MOST_THINGS,
                self._lost,
            )
            self.known.left_out = self._lost = 0
            await asyncio.sleep(_COMPLAIN_S)
