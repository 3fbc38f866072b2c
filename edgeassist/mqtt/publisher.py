"""What edgeassist tells of itself: its state, every turn, and every step of it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from edgeassist.errors import BrokerError
from edgeassist.messages import Command, TurnRecord, step_json
from edgeassist.mqtt.broker import MqttBroker

logger = logging.getLogger(__name__)

_PATIENCE_S = 1.0
"""How long a report may hold up a turn."""


class Publisher:
    """Reports on the topics `edgeassist/<node>/…`; a broker that is away is no error, the turn goes on."""

    def __init__(self, broker: MqttBroker, node: str, *, publish_text: bool) -> None:
        self._broker = broker
        self._node = node
        self._publish_text = publish_text
        self._state = "idle"
        broker.greet(self._greet)

    async def state(self, state: str) -> None:
        """Report idle, listening, transcribing, thinking, speaking, muted or error."""
        self._state = state
        await self._send("state", state, retain=True)

    async def turn(self, record: TurnRecord) -> None:
        """Report a turn that has ended, then its steps."""
        with_text = self._publish_text
        await self._send("turn", json.dumps(record.as_json(with_text=with_text)))
        for step in record.steps:
            await self._send("action", json.dumps({"turn": record.id, **step_json(step, with_text=with_text)}))

    async def respond(self, verb: str, answer: Mapping[str, Any]) -> None:
        """Answer a request on `resp/<verb>`."""
        await self._send(f"resp/{verb}", json.dumps(answer))

    async def _greet(self) -> None:
        await self.state(self._state)

    async def _send(self, topic: str, payload: str, *, retain: bool = False) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._broker.publish(Command(f"edgeassist/{self._node}/{topic}", payload, retain=retain))
        except (BrokerError, TimeoutError) as error:
            logger.debug("not reported on %s: %s", topic, error)
