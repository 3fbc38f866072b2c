"""Listens to the broker for a moment, beside the daemon, to tell what a house is made of."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import aiomqtt

from edgeassist.errors import BrokerError
from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.discovery.learner import LEARNED_FILE, Learner, Pace
from edgeassist.home.discovery.protocols import all_protocols
from edgeassist.home.discovery.surroundings import Surroundings
from edgeassist.home.following import Follower
from edgeassist.home.registry import Registry
from edgeassist.home.templating import Templates
from edgeassist.messages import Command, Home
from edgeassist.mqtt.connecting import explained, visitor
from edgeassist.mqtt.routes import Routes, StateHandler
from edgeassist.settings import Settings

_PACE = Pace(quiet_s=0.1)
_QUIET_S = 1.5
"""After so long without news everything that is kept on the broker has come."""

_BATCH = 100
_CONNECT_S = 3.0


async def overhear(
    settings: Settings, mine: Home, longest_s: float, heard: Callable[[int], None]
) -> tuple[Home, Learner]:
    """Return the house as it is known after listening, and what learned it; raises BrokerError.

    It ends before `longest_s` when nothing more comes. `heard` is told now and then how many things are known.
    """
    mqtt, node = settings.mqtt, f"{settings.node}-devices-{uuid.uuid4().hex[:6]}"
    try:
        async with visitor(mqtt, _CONNECT_S) as client:
            return await _Listener(client, node, mine).listen(longest_s, heard)
    except aiomqtt.MqttError as error:
        raise explained(error, mqtt) from error


def recall(settings: Settings, mine: Home) -> tuple[Home, Learner]:
    """Return the house as the daemon knew it last, and what remembers it."""

    async def _nothing(*_: object) -> None: ...

    registry = Registry(mine)
    surroundings = Surroundings(lambda *_: None, _nothing, _nothing)
    learner = Learner(registry, (), surroundings, file=settings.state_dir / LEARNED_FILE)
    return registry.home, learner


class _Listener:
    """One client with a learner of its own."""

    def __init__(self, client: aiomqtt.Client, node: str, mine: Home) -> None:
        self._client = client
        self._routes = Routes()
        self._subscribed: set[str] = set()
        self._wanted = asyncio.Event()
        self._registry = Registry(mine)
        templates = Templates()
        commander = DeviceCommander(templates)
        self._follower = Follower(self._registry, commander, templates, lambda: datetime.now(UTC))
        surroundings = Surroundings(self._watch, self._publish, self._follow)
        self._learner = Learner(self._registry, all_protocols(node), surroundings, pace=_PACE)
        self._last = 0.0

    async def listen(self, longest_s: float, heard: Callable[[int], None]) -> tuple[Home, Learner]:
        """Listen until nothing new comes, or the time is over."""
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(part()) for part in (self._subscribe, self._read, self._learner.run)]
            await self._follow()
            began = self._last = time.monotonic()
            while (now := time.monotonic()) - began < longest_s and now - self._last < _QUIET_S:
                await asyncio.sleep(0.1)
                heard(len(self._registry.home.entities))
            for task in running:
                task.cancel()
        return self._registry.home, self._learner

    def _watch(self, topics: Iterable[str], handler: StateHandler) -> None:
        self._routes.watch(topics, handler)
        self._wanted.set()

    async def _publish(self, command: Command) -> None:
        try:
            await self._client.publish(command.topic, command.payload, command.qos)
        except (aiomqtt.MqttError, ValueError) as error:
            raise BrokerError(str(error)) from error

    async def _follow(self) -> None:
        self._watch(self._follower.topics(), self._follower.receive)
        self._follower.catch_up()

    async def _subscribe(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            new = sorted(self._routes.wanted().keys() - self._subscribed)
            for start in range(0, len(new), _BATCH):
                await self._client.subscribe([(topic, 0) for topic in new[start : start + _BATCH]])
            self._subscribed |= set(new)

    async def _read(self) -> None:
        async for message in self._client.messages:
            topic, payload = message.topic.value, message.payload
            if not isinstance(payload, bytes):
                continue
            for handler in self._routes.watchers(topic):
                handler(topic, payload)
            if message.retain or topic.endswith("/rpc"):  # what devices report all day long is no reason to go on
                self._last = time.monotonic()
