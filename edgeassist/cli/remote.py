"""Talks to the running assistant over MQTT, as any hub would."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiomqtt

from edgeassist.mqtt.connecting import visitor
from edgeassist.settings import Settings

_LOOK_S = 1.0
"""How long to wait for the retained word that an assistant is there."""

_AT_REST = frozenset({"idle", "muted"})


async def request(settings: Settings, verb: str, fields: dict[str, Any], *, timeout_s: float) -> dict[str, Any] | None:
    """Return the assistant's answer to `cmd/<verb>`; None where no assistant is running, or no broker.

    Raises TimeoutError when it is there and does not answer. The answer to "listen" is the turn that was spoken.
    """
    transaction = uuid.uuid4().hex
    try:
        async with _connected(settings, f"resp/{verb}", "turn", "state") as client:
            if not await _is_online(client):
                return None
            await client.publish(
                f"edgeassist/{settings.node}/cmd/{verb}", json.dumps({**fields, "transaction": transaction})
            )
            async with asyncio.timeout(timeout_s):
                answer = await _answer(client, transaction)
                return await _spoken_turn(client) if verb == "listen" and answer["ok"] else answer
    except aiomqtt.MqttError:
        return None


@asynccontextmanager
async def _connected(settings: Settings, *topics: str) -> AsyncIterator[aiomqtt.Client]:
    """Yield a client that hears whether the assistant is there, and these topics of it."""
    base = f"edgeassist/{settings.node}"
    async with visitor(settings.mqtt, _LOOK_S * 3) as client:
        await client.subscribe([(f"{base}/{topic}", 0) for topic in ("availability", *topics)])
        yield client


async def _messages(client: aiomqtt.Client) -> AsyncIterator[tuple[str, str]]:
    """Yield the last part of the topic, and the payload."""
    async for message in client.messages:
        payload = message.payload if isinstance(message.payload, bytes) else b""
        yield message.topic.value.rpartition("/")[2], payload.decode()


async def _is_online(client: aiomqtt.Client) -> bool:
    try:
        async with asyncio.timeout(_LOOK_S):
            async for topic, payload in _messages(client):
                if topic == "availability":
                    return payload == "online"
    except TimeoutError:
        pass
    return False


async def _answer(client: aiomqtt.Client, transaction: str) -> dict[str, Any]:
    async for _, payload in _messages(client):
        if transaction in payload:
            answer: dict[str, Any] = json.loads(payload)
            return answer
    raise TimeoutError


async def _spoken_turn(client: aiomqtt.Client) -> dict[str, Any]:
    """Return the turn that begins now, or that none came of it."""
    begun = False
    async for topic, payload in _messages(client):
        begun |= topic == "state" and payload not in _AT_REST
        if topic == "turn" and (turn := json.loads(payload))["source"] == "voice":
            return {"ok": turn["outcome"] in {"done", "partly"}, **turn}
        if topic == "state" and begun and payload in _AT_REST:
            return {"ok": False, "error": "nothing was said"}
    raise TimeoutError
