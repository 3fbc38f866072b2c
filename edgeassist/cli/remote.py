"""Talks to the running assistant over MQTT, as any hub would."""

from __future__ import annotations

import asyncio
import json
import uuid
from typing import Any

import aiomqtt

from edgeassist.settings import Settings

_LOOK_S = 1.0
"""How long to wait for the retained word that an assistant is there."""


async def request(settings: Settings, verb: str, fields: dict[str, Any], *, timeout_s: float) -> dict[str, Any] | None:
    """Return the assistant's answer to `cmd/<verb>`; None where no assistant is running, or no broker.

    Raises TimeoutError when it is there and does not answer.
    """
    base, transaction = f"edgeassist/{settings.node}", uuid.uuid4().hex
    mqtt = settings.mqtt
    client = aiomqtt.Client(
        mqtt.host,
        mqtt.port,
        username=mqtt.username,
        password=mqtt.password.get_secret_value() if mqtt.password else None,
        timeout=_LOOK_S * 3,
    )
    try:
        async with client:
            await client.subscribe([(f"{base}/availability", 0), (f"{base}/resp/{verb}", 0)])
            if not await _is_online(client, f"{base}/availability"):
                return None
            await client.publish(f"{base}/cmd/{verb}", json.dumps({**fields, "transaction": transaction}))
            async with asyncio.timeout(timeout_s):
                return await _answer(client, f"{base}/resp/{verb}", transaction)
    except aiomqtt.MqttError:
        return None


async def _is_online(client: aiomqtt.Client, topic: str) -> bool:
    try:
        async with asyncio.timeout(_LOOK_S):
            async for message in client.messages:
                if message.topic.value == topic:
                    return message.payload == b"online"
    except TimeoutError:
        pass
    return False


async def _answer(client: aiomqtt.Client, topic: str, transaction: str) -> dict[str, Any]:
    async for message in client.messages:
        if message.topic.value == topic and isinstance(message.payload, bytes):
            answer: dict[str, Any] = json.loads(message.payload)
            if answer.get("transaction") == transaction:
                return answer
    raise TimeoutError
