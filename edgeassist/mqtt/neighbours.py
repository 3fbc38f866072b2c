"""The other assistants of the house, as they show themselves on the broker, and what is to be said at one of them."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from edgeassist.messages import Command
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.nodes import Node
from edgeassist.mqtt.routes import Incoming
from edgeassist.mqtt.sending import Sender

ANSWER_S = 3.0
"""How long a node may take to say that it will speak."""

Heard = Literal["said", "held", "refused", "no_answer"]
"""What became of a text at another node; held: it is quiet there, and told afterwards."""

_MOST = 64
_LONGEST_AREA = 100
_NODE = re.compile(r"edgeassist/([A-Za-z0-9_-]{1,64})/(availability|area)")


class Neighbours:
    """Knows the others, tells them where we are, and has texts said at their loudspeakers."""

    def __init__(self, sender: Sender, here: Node) -> None:
        self.here = here
        self._sender = sender
        self._broker: MqttBroker | None = None
        self._others: dict[str, Node] = {}
        self._waiting: dict[str, asyncio.Future[Mapping[str, Any]]] = {}
        sender.remember("area", json.dumps({"area": here.area, "speaks": here.speaks}))

    def serve(self, broker: MqttBroker) -> None:
        """Look for others, and take their answers."""
        self._broker = broker
        broker.watch({"edgeassist/+/availability", "edgeassist/+/area"}, self.receive)
        for verb in ("say", "ask"):
            broker.serve(f"edgeassist/+/resp/{verb}", self.answered)

    def others(self) -> list[Node]:
        """Return those with a loudspeaker, by name; also those that are away."""
        return sorted((node for node in self._others.values() if node.speaks), key=lambda node: node.name)

    def receive(self, topic: str, payload: bytes) -> None:
        """Take what a node says of itself; one that is gone for good has empty topics."""
        match = _NODE.fullmatch(topic)
        if match is None or match[1] == self.here.name:
            return
        name, what = match.groups()
        known = self._others.get(name)
        if known is None and len(self._others) >= _MOST:
            return
        node = known or Node(name)
        if what == "availability":
            self._others[name] = replace(node, online=payload == b"online")
            if not payload:
                del self._others[name]
        elif (told := _fields(payload)) is not None:
            area = told.get("area")
            area = area if isinstance(area, str) and len(area) <= _LONGEST_AREA else None
            self._others[name] = replace(node, area=area, speaks=told.get("speaks") is not False)

    async def answered(self, incoming: Incoming) -> None:
        """Take an answer of another node."""
        told = _fields(incoming.payload) or {}
        waiting = self._waiting.get(str(told.get("transaction")))
        if waiting is not None and not waiting.done():
            waiting.set_result(told)

    async def say(self, node: Node, text: str) -> Heard:
        """Have a text said at another node after a chime, and return what it answered."""
        told = await self._requested(node, "say", {"text": text, "chime": True})
        if told is None:
            return "no_answer"
        return "said" if told.get("ok") is True else "held" if told.get("held") is True else "refused"

    async def ask(self, node: Node, text: str) -> str | None:
        """Have another node act on a text, and return what it answers; None: nothing."""
        told = await self._requested(node, "ask", {"text": text, "speaker": self.here.name})
        if told is None:
            return None
        return str(told.get("reply") or ("Okay." if told.get("ok") is True else "That did not work."))

    async def _requested(self, node: Node, verb: str, fields: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Return what a node answers to a request; None: nothing in time."""
        if not node.online or self._broker is None or not self._broker.connected:
            return None
        transaction = f"{self.here.name}-{uuid.uuid4().hex[:12]}"
        answer: asyncio.Future[Mapping[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[transaction] = answer
        request = json.dumps({**fields, "transaction": transaction})
        try:
            async with asyncio.timeout(ANSWER_S):
                command = Command(f"edgeassist/{node.name}/cmd/{verb}", request, qos=1, expires_s=ANSWER_S)
                await self._sender.send(command)
                return await answer
        except TimeoutError:
            return None
        finally:
            del self._waiting[transaction]


def _fields(payload: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None
