"""The console's connection: it listens to the assistant's topics, says that it watches, and asks."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiomqtt

from edgeassist.console.picture import TOPICS, Picture
from edgeassist.errors import BrokerError
from edgeassist.mqtt.connecting import explained, visitor
from edgeassist.settings import Settings

_CONNECT_S = 3.0
_AGAIN_S = 2.0
_WATCH_S = 5.0
"""How often it is said that somebody watches, which holds for twice as long."""
_ANSWER_S = 30.0
_RECALLED = 30
"""Turns of before that are asked for."""


def who_types() -> str:
    """Return who types, so that two people do not share "it"."""
    return f"{os.getuid()}@{socket.gethostname()}"


class Wire:
    """Keeps a picture up to date over MQTT."""

    def __init__(self, settings: Settings, picture: Picture) -> None:
        self.picture = picture
        self._settings = settings
        self._client: aiomqtt.Client | None = None
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def run(self) -> None:
        """Stay connected until cancelled; a broker that is away is tried again."""
        while True:
            try:
                async with self.connected(), asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._watch())
                    await self.listen()
            except* BrokerError as group:
                self.picture.lost(str(group.exceptions[0]))
            await asyncio.sleep(_AGAIN_S)

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Be connected within the block; raises BrokerError, saying what to do, where that is not possible."""
        base = f"edgeassist/{self._settings.node}"
        try:
            async with visitor(self._settings.mqtt, _CONNECT_S) as client:
                topics = [*(f"{base}/{topic}" for topic in TOPICS), "edgeassist/+/availability"]
                await client.subscribe([(topic, 0) for topic in topics])
                self._client, self.picture.broker = client, None
                yield
        except (aiomqtt.MqttError, OSError, ValueError) as error:
            raise explained(error, self._settings.mqtt) from error
        finally:
            self._client = None

    async def listen(self) -> None:
        """Take in what comes; raises BrokerError when the connection is lost."""
        client = self._connected()
        try:
            async for message in client.messages:
                payload = message.payload if isinstance(message.payload, bytes) else b""
                topic = message.topic.value.removeprefix("edgeassist/")
                if topic.startswith(f"{self._settings.node}/resp/"):
                    self._answered(payload)
                else:
                    self.picture.take(topic, payload)
        except aiomqtt.MqttError as error:
            raise explained(error, self._settings.mqtt) from error

    async def request(self, verb: str, **fields: Any) -> dict[str, Any]:
        """Return the assistant's answer; raises BrokerError without a connection, TimeoutError without an answer."""
        client, transaction = self._connected(), uuid.uuid4().hex
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = answer
        payload = json.dumps({**fields, "transaction": transaction})
        try:
            await client.publish(f"edgeassist/{self._settings.node}/cmd/{verb}", payload, qos=1)
            async with asyncio.timeout(_ANSWER_S):
                return await answer
        except aiomqtt.MqttError as error:
            raise explained(error, self._settings.mqtt) from error
        finally:
            del self._waiting[transaction]

    async def ask(self, text: str) -> str:
        """Return what the assistant answers to a text, or why it does not."""
        try:
            answer = await self.request("ask", text=text, speaker=who_types())
        except BrokerError as error:
            return str(error)
        except TimeoutError:
            return f"The assistant did not answer within {_ANSWER_S:.0f} s."
        return str(answer.get("reply") or answer.get("error") or "Done.")

    async def look(self) -> None:
        """Ask how the devices are, and once what was before; what cannot be learned now stays as it was known."""
        try:
            if not self.picture.turns:
                self.picture.recall((await self.request("history", most=_RECALLED)).get("turns"))
            self.picture.show_devices((await self.request("devices")).get("devices"))
        except (BrokerError, TimeoutError):
            return

    async def _watch(self) -> None:
        """Say that somebody watches, and look at the devices, as long as the assistant is there."""
        while True:
            if self.picture.online:
                with suppress(TimeoutError):
                    async with asyncio.timeout(_WATCH_S):
                        await self.request("watch")
                        await self.look()
            await asyncio.sleep(_WATCH_S if self.picture.devices else 0.5)

    def _answered(self, payload: bytes) -> None:
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            return
        waiting = self._waiting.get(str(answer.get("transaction"))) if isinstance(answer, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    def _connected(self) -> aiomqtt.Client:
        if self._client is None:
            raise BrokerError("there is no connection to the broker")
        return self._client
