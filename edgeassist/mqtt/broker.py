"""The connection to the MQTT broker, through aiomqtt: a new client each time, a clean session, a last will."""

from __future__ import annotations

import asyncio
import logging
import random
import socket
import ssl
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

from edgeassist.errors import BrokerError, ConfigError
from edgeassist.messages import Command
from edgeassist.mqtt.backoff import Backoff
from edgeassist.mqtt.routes import Inbox, RequestHandler, Routes, StateHandler
from edgeassist.settings import MqttSettings, TlsSettings

logger = logging.getLogger(__name__)

_TIMEOUT_S = 10.0
_CONNECT_S = 2.0
_KEEPALIVE_S = 20
_STEADY_S = 30.0
"""A connection that held so long was a good one: the next wait is short again."""
_MAX_PAYLOAD = 256 * 1024
_MAX_REQUESTS = 32
"""Requests in work; more are dropped."""
_BATCH = 100
"""Topics that are subscribed to, or messages that are published, at once."""
_FAILURE = 128
_REFUSED = frozenset({4, 5, 134, 135})
"""Return codes of MQTT 3.1.1 and 5 for a wrong user or password."""


class MqttBroker:
    """Keeps a connection to the broker, publishes, and hands out what comes in.

    What could not be published is not kept: an order that is carried out when nobody expects it any more is worse than
    one that failed.
    """

    def __init__(
        self,
        settings: MqttSettings,
        node: str,
        *,
        chance: Callable[[], float] = random.random,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._node = node
        self._tls = tls_context(settings.tls)
        self._backoff = Backoff(chance)
        self._sleep = sleep
        self._client: aiomqtt.Client | None = None
        self._online = asyncio.Event()
        self._problem = f"not yet connected to {_where(settings)}"
        self._publishing: set[asyncio.Timeout] = set()
        self._routes = Routes()
        self._greetings: list[Callable[[], Awaitable[None]]] = []
        self._wishes = asyncio.Event()

    @property
    def connected(self) -> bool:
        """Whether messages go out and come in now."""
        return self._online.is_set()

    async def wait_connected(self, timeout_s: float | None = None) -> None:
        """Return once there is a connection; raises BrokerError, saying why, when `timeout_s` is over."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._online.wait()
        except TimeoutError as error:
            raise BrokerError(self._problem) from error

    def watch(self, topics: Iterable[str], handler: StateHandler) -> None:
        """Hand messages on these topics (or filters) to `handler`, in place of the topics that it had before.

        Of several messages on a topic that came while others were handled, it gets the last.
        """
        self._routes.watch(topics, handler)
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
        scope = asyncio.timeout(_TIMEOUT_S)
        try:
            async with scope:
                self._publishing.add(scope)
                await client.publish(command.topic, command.payload, command.qos, command.retain)
        except (aiomqtt.MqttError, TimeoutError) as error:
            raise BrokerError(f"lost the connection to {_where(self._settings)} while publishing") from error
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
                    if time.monotonic() - began > _STEADY_S:
                        self._backoff.reset()
                    delay_s = self._backoff.next_s()
                    level = logging.DEBUG if str(error) == self._problem else logging.WARNING
                    self._problem = str(error)
                    logger.log(level, "%s; again in %.1f s", self._problem, delay_s)
                    await self._sleep(delay_s)

    async def _connection(self, tasks: asyncio.TaskGroup) -> None:
        """Serve one connection until it breaks; raises BrokerError that says why, and what to do."""
        connection = _Connection(self._routes, tasks)
        try:
            async with self._new_client(connection.inbox) as client:
                try:
                    await self._serve(client, connection)
                except asyncio.CancelledError:
                    with suppress(BrokerError):
                        await self.publish(self._availability("offline"))
                    raise
                finally:
                    self._hang_up()
        except ExceptionGroup as group:
            broken, other = group.split((aiomqtt.MqttError, OSError, BrokerError))
            if other is not None or broken is None:
                raise
            raise _explained(broken.exceptions[0], self._settings) from group
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            raise _explained(error, self._settings) from error

    def _new_client(self, inbox: Inbox[aiomqtt.Message]) -> aiomqtt.Client:
        settings, will = self._settings, self._availability("offline")
        client = aiomqtt.Client(
            settings.host,
            settings.port,
            username=settings.username,
            password=settings.password.get_secret_value() if settings.password else None,
            identifier=f"edgeassist-{self._node}",  # the same each time: taking over publishes the old one's will first
            will=aiomqtt.Will(will.topic, will.payload, will.qos, will.retain),
            clean_session=True,
            keepalive=_KEEPALIVE_S,
            timeout=_TIMEOUT_S,
            tls_context=self._tls,
            socket_options=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],  # else a small message may wait 40 ms
            queue_type=cast("type[asyncio.Queue[aiomqtt.Message]]", lambda maxsize: inbox),  # noqa: ARG005
        )
        client.pending_calls_threshold = _BATCH  # "turn everything off" is nothing to warn of
        client._client.connect_timeout = _CONNECT_S  # noqa: SLF001  its thread cannot be stopped, and we may have to end
        return client

    def _availability(self, payload: str) -> Command:
        return Command(f"edgeassist/{self._node}/availability", payload, qos=1, retain=True)

    async def _serve(self, client: aiomqtt.Client, connection: _Connection) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(connection.read(client))
            self._wishes.clear()
            await connection.subscribe(client)
            self._client = client
            await self.publish(self._availability("online"))
            self._online.set()
            self._problem = f"lost the connection to {_where(self._settings)}"
            logger.info("connected to %s", _where(self._settings))
            for greeting in self._greetings:
                await greeting()
            while True:
                await self._wishes.wait()
                self._wishes.clear()
                await connection.subscribe(client)

    def _hang_up(self) -> None:
        self._client = None
        self._online.clear()
        for scope in self._publishing:
            scope.reschedule(asyncio.get_running_loop().time())


class _Connection:
    """What one client gets: the subscriptions that are wanted, and the messages for those who want them."""

    def __init__(self, routes: Routes, tasks: asyncio.TaskGroup) -> None:
        self.inbox: Inbox[aiomqtt.Message] = Inbox(self._key)
        self._routes = routes
        self._tasks = tasks
        self._running: set[asyncio.Task[None]] = set()
        self._subscribed: Mapping[str, int] = {}

    def _key(self, message: aiomqtt.Message) -> str | None:
        topic = message.topic.value
        return None if self._routes.request(topic) else topic

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

    async def read(self, client: aiomqtt.Client) -> None:
        """Hand out what comes in; raises MqttError when the connection breaks."""
        async for message in client.messages:
            self._hand_out(message)
            while not self.inbox.empty():  # much faster than the iterator, which makes a task for each
                self._hand_out(self.inbox.get_nowait())

    def _hand_out(self, message: aiomqtt.Message) -> None:
        topic, payload = message.topic.value, message.payload
        if not isinstance(payload, bytes) or len(payload) > _MAX_PAYLOAD:
            logger.warning("ignored a message on %s that is too long", topic)
        elif (request := self._routes.request(topic)) is None:
            for handler in self._routes.watchers(topic):
                handler(topic, payload)
        elif message.retain:
            logger.warning("ignored a retained request on %s", topic)
        elif len(self._running) >= _MAX_REQUESTS:
            logger.warning("more than %d requests at once: one dropped", _MAX_REQUESTS)
        else:
            task = self._tasks.create_task(request(topic, payload))
            self._running.add(task)
            task.add_done_callback(self._running.discard)


def _where(settings: MqttSettings) -> str:
    return f"the MQTT broker at {settings.host}:{settings.port}"


def _explained(error: BaseException, settings: MqttSettings) -> BrokerError:
    """Return the error in words that say what to do."""
    where = _where(settings)
    if isinstance(error, aiomqtt.MqttCodeError):
        code = error.rc.value if isinstance(error.rc, ReasonCode) else error.rc
        if code in _REFUSED:
            return BrokerError(f"{where} refused user {settings.username!r}: check mqtt.username and mqtt.password")
    match error.__cause__ or error.__context__ or error:
        case socket.gaierror() | ValueError():
            return BrokerError(f"there is no host {settings.host!r}: check mqtt.host")
        case ConnectionRefusedError():
            return BrokerError(f"{where} is not running: start it, or set mqtt.host and mqtt.port")
        case (ssl.SSLError() | ConnectionResetError()) as cause if settings.tls != TlsSettings():
            return BrokerError(f"no encrypted connection to {where} ({cause}): check mqtt.tls and mqtt.port")
        case TimeoutError():
            return BrokerError(f"{where} does not answer: check mqtt.host, mqtt.port and the network")
    return BrokerError(f"lost the connection to {where} ({error})")


def tls_context(tls: TlsSettings) -> ssl.SSLContext | None:
    """Return the encryption that the settings ask for; raises ConfigError where a file cannot be used."""
    if tls == TlsSettings():
        return None
    try:
        context = ssl.create_default_context(cafile=tls.ca)
        if tls.cert is not None:
            context.load_cert_chain(tls.cert, tls.key)
    except OSError as error:
        raise ConfigError(f"mqtt.tls: {error.filename or tls.cert or tls.ca}: {error.strerror or error}") from error
    return context
