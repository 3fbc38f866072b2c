"""The connection to the MQTT broker, through aiomqtt: a new client each time, a clean session, a last will."""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import aiomqtt
from aiomqtt import ProtocolVersion
from paho.mqtt.reasoncodes import ReasonCode

from edgeassist.errors import BrokerError
from edgeassist.messages import Command
from edgeassist.mqtt import connecting
from edgeassist.mqtt.backoff import Backoff
from edgeassist.mqtt.desk import Desk
from edgeassist.mqtt.inbox import Inbox
from edgeassist.mqtt.routes import RequestHandler, Routes, StateHandler
from edgeassist.mqtt.seldom import Seldom
from edgeassist.settings import MqttSettings

logger = logging.getLogger(__name__)

_STEADY_S = 30.0
"""A connection that held so long was a good one: the next wait is short again."""
_MAX_PAYLOAD = 2_000_000
"""Bytes; the list of a bridge with two hundred devices has about one million."""
_EACH_TELLS_MORE = "/rpc"
"""The end of topics on which the last message does not say what those before it said: answers, and parts of a state."""
_BATCH = 100
"""Topics that are subscribed to, or messages that are published, at once."""
_FAILURE = 128


class MqttBroker:
    """Keeps a connection to the broker, publishes, and hands out what comes in.

    What could not be published is not kept here: an order that is carried out when nobody expects it any more is worse
    than one that failed. Who may send again, and until when, is known above (`home.delivery`, `mqtt.outbox`).

    `beside` names a second connection of the same node, for what may come in such numbers that answers and states would
    wait behind it. By it nobody sees whether the node is there.
    """

    def __init__(
        self,
        settings: MqttSettings,
        node: str,
        *,
        beside: str = "",
        chance: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        gone = Command(f"edgeassist/{node}/availability", "offline", qos=1, retain=True)
        self._will = None if beside else gone
        self._identifier = "-".join(("edgeassist", node, *([beside] if beside else ())))
        connecting.tls_context(settings.tls)  # a certificate that is missing ends the start, not the first connection
        # what the fifth has to say of each message takes as long to read as all the rest
        self._version = ProtocolVersion.V311 if beside else ProtocolVersion.V5
        self._spoken = False
        """Whether the broker has ever understood this version."""
        self.desk = Desk(logger)
        """Where requests are taken."""
        self._seldom = Seldom(logger)
        self._backoff = Backoff(chance)
        self._sleep = sleep
        self._client: aiomqtt.Client | None = None
        self._online = asyncio.Event()
        self._connections = 0
        self.reconnects = -1
        """How many times a connection was made again after the first; -1: there was none yet."""
        self._problem = f"not yet connected to {connecting.where(settings)}"
        self._publishing: set[asyncio.Timeout] = set()
        self._routes = Routes()
        self._greetings: list[Callable[[], Awaitable[None]]] = []
        self._wishes = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether messages go out and come in now."""
        return self._online.is_set()

    @property
    def connections(self) -> int:
        """How many times a connection was made or lost: while this stays the same, nothing was missed."""
        return self._connections

    async def wait_connected(self, timeout_s: float | None = None) -> None:
        """Return once there is a connection; raises BrokerError, saying why, when `timeout_s` is over."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._online.wait()
        except TimeoutError as error:
            raise BrokerError(self._problem) from error

    def watch(self, topics: Iterable[str], handler: StateHandler, of_old: StateHandler | None = None) -> None:
        """Hand messages on these topics (or filters) to `handler`, in place of the topics that it had before.

        Of several messages on a topic that came while others were handled, it gets the last. What the broker had kept
        goes to `of_old` instead, where there is one.
        """
        self._routes.watch(topics, handler, of_old)
        self._wishes.set()

    def serve(self, topics: str, handler: RequestHandler) -> None:
        """Hand every message on this topic (or filter) to `handler`, several at once; retained ones are too old."""
        self._routes.serve(topics, handler)
        self._wishes.set()

    def greet(self, greeting: Callable[[], Awaitable[None]]) -> None:
        """Call this whenever a connection has been made: the broker may have forgotten what it was told."""
        self._greetings.append(greeting)

    async def publish(self, command: Command) -> None:
        """Publish one message; raises BrokerError where there is no connection, or it breaks meanwhile."""
        client = self._client
        if client is None:
            raise BrokerError(self._problem)
        scope = asyncio.timeout(connecting.TIMEOUT_S)
        more = connecting.properties_of(command) if self._version == ProtocolVersion.V5 else None
        try:
            async with scope:
                self._publishing.add(scope)
                await client.publish(command.topic, command.payload, command.qos, command.retain, more)
                _end_if_cancelled()
        except (aiomqtt.MqttError, TimeoutError) as error:
            raise BrokerError(f"lost the connection to {connecting.where(self._settings)} while publishing") from error
        except ValueError as error:
            raise BrokerError(f"cannot publish to {command.topic!r}: {error}") from error
        finally:
            self._publishing.discard(scope)

    async def run(self) -> None:
        """Stay connected until cancelled; a broker that is away is tried again, later each time."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                began = time.monotonic()
                try:
                    await self._connection(tasks)
                except BrokerError as error:
                    _end_if_cancelled()
                    if time.monotonic() - began > _STEADY_S:
                        self._backoff.reset()
                    delay_s = self._backoff.next_s()
                    known = str(error) == self._problem or self._will is None
                    level = logging.DEBUG if known else logging.WARNING
                    self._problem = str(error)
                    logger.log(level, "%s; again in %.1f s", self._problem, delay_s)
                    await self._sleep(delay_s)

    async def _connection(self, tasks: asyncio.TaskGroup) -> None:
        """Serve one connection until it breaks; raises BrokerError that says why, and what to do."""
        connection = _Connection(self._routes, self.desk, self._seldom, tasks)
        try:
            async with connecting.new_client(
                self._settings, self._identifier, self._will, connection.inbox, self._version
            ) as client:
                try:
                    _end_if_cancelled()
                    await self._serve(client, connection)
                except asyncio.CancelledError:
                    with suppress(BrokerError):
                        await self._show("offline")
                    raise
                finally:
                    self._hang_up()
        except ExceptionGroup as group:
            broken, other = group.split((aiomqtt.MqttError, OSError, BrokerError))
            if other is not None or broken is None:
                raise
            raise connecting.explained(broken.exceptions[0], self._settings) from group
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            if not self._falls_back(error):
                raise connecting.explained(error, self._settings) from error

    def _falls_back(self, error: BaseException) -> bool:
        """Return whether to try the other version at once: what this broker speaks is not known yet."""
        if self._spoken or not connecting.knows_no_version_5(error):
            return False
        first = self._version == ProtocolVersion.V5
        self._version = ProtocolVersion.V311 if first else ProtocolVersion.V5
        return first

    async def _show(self, payload: str) -> None:
        """Tell others whether the node is there."""
        if self._will is not None:
            await self.publish(replace(self._will, payload=payload))

    async def _serve(self, client: aiomqtt.Client, connection: _Connection) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(connection.read(client))
            self._spoken = True
            self._wishes.clear()
            await connection.subscribe(client)
            self._client = client
            await self._show("online")
            self._connections += 1
            self.reconnects += 1
            self._online.set()
            self._problem = f"lost the connection to {connecting.where(self._settings)}"
            level = logging.INFO if self._will else logging.DEBUG
            logger.log(level, "connected to %s", connecting.where(self._settings))
            for greeting in self._greetings:
                await greeting()
                _end_if_cancelled()
            while True:
                await self._wishes.wait()
                self._wishes.clear()
                await connection.subscribe(client)
                _end_if_cancelled()

    def _hang_up(self) -> None:
        self._client = None
        self._connections += 1
        self._online.clear()
        for scope in self._publishing:
            scope.reschedule(asyncio.get_running_loop().time())


class _Connection:
    """What one client gets: the subscriptions that are wanted, and the messages for those who want them."""

    def __init__(self, routes: Routes, desk: Desk, seldom: Seldom, tasks: asyncio.TaskGroup) -> None:
        self.inbox = Inbox[aiomqtt.Message](self._key, self._hand_out)
        self._routes = routes
        self._desk = desk
        self._seldom = seldom
        self._tasks = tasks
        self._subscribed: Mapping[str, int] = {}

    def _key(self, message: aiomqtt.Message) -> str | None:
        topic = message.topic.value
        return None if topic.endswith(_EACH_TELLS_MORE) or self._routes.request(topic) else topic

    async def subscribe(self, client: aiomqtt.Client) -> None:
        """Subscribe to what is wanted and not yet had, leave what is not wanted any more."""
        before, self._subscribed = self._subscribed, self._routes.wanted()
        new = [(topics, qos) for topics, qos in sorted(self._subscribed.items()) if topics not in before]
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            codes: Iterable[Any] = await client.subscribe(batch)
            for (topics, _), code in zip(batch, codes, strict=True):
                if code.is_failure if isinstance(code, ReasonCode) else code >= _FAILURE:
                    logger.warning("the broker does not let us subscribe to %s: check its access list", topics)
        if gone := sorted(before.keys() - self._subscribed.keys()):
            await client.unsubscribe(gone)
        _end_if_cancelled()

    async def read(self, client: aiomqtt.Client) -> None:
        """Have what comes in handed out; raises MqttError when the connection breaks."""
        try:
            async for _ in client.messages:
                pass
        finally:
            self.inbox.close()

    def _hand_out(self, message: aiomqtt.Message) -> None:
        topic, payload = message.topic.value, message.payload
        if not isinstance(payload, bytes) or len(payload) > _MAX_PAYLOAD:
            self._seldom.warning("ignored a message on %s that is too long", topic)
        elif (request := self._routes.request(topic)) is None:
            for handler in self._routes.watchers(topic, retained=message.retain):
                handler(topic, payload)
        elif message.retain:
            self._seldom.warning("ignored a retained request on %s", topic)
        else:
            self._desk.take(request, connecting.incoming(message, payload), self._tasks)


def _end_if_cancelled() -> None:
    """Raise the cancel that `asyncio.wait_for` of Python 3.11 loses where it comes together with the result."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
