"""What edgeassist tells of itself: its state, every turn, and every step of it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from edgeassist.errors import BrokerError
from edgeassist.messages import Command, Detection, TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.outbox import Outbox
from edgeassist.mqtt.routes import Incoming

logger = logging.getLogger(__name__)

_PATIENCE_S = 1.0
"""How long a report may hold up a turn."""

_ANSWER_S = 60.0
"""An answer that could not be delivered for so long is of no use any more."""


class Publisher:
    """Reports on the topics `edgeassist/<node>/…`; a broker that is away is no error, the turn goes on."""

    def __init__(self, broker: MqttBroker, outbox: Outbox, node: str, *, publish_text: bool) -> None:
        self._broker = broker
        self._outbox = outbox
        self._node = node
        self._publish_text = publish_text
        self._state = "idle"
        broker.greet(self._greet)

    async def state(self, state: str) -> None:
        """Report idle, listening, transcribing, thinking, speaking, muted or error."""
        self._state = state
        await self._send("state", state, retain=True)

    async def turn(self, record: TurnRecord) -> None:
        """Report a turn that has ended; it arrives later where the broker is away, as do the steps of it."""
        await self._outbox.put("turn", json.dumps(record.as_json(with_text=self._publish_text)))
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._outbox.deliver()
        except TimeoutError:
            logger.debug("not reported at once: turn %s", record.id)

    async def began(self, detection: Detection) -> None:
        """Nothing: `event/wake` tells it."""

    async def nothing_said(self, detection: Detection) -> None:
        """Nothing: `event/wake` tells it."""

    async def respond(self, verb: str, answer: Mapping[str, Any], request: Incoming) -> None:
        """Answer a request on `resp/<verb>`, and where the asker waits for it.

        Nobody gets us to publish on a topic of ours, or on one of the hub's announcements, by waiting there.
        """
        base = f"edgeassist/{self._node}/"
        own, payload = f"{base}resp/{verb}", json.dumps(answer)
        await self._publish(Command(own, payload, expires_s=_ANSWER_S, correlation=request.correlation))
        if (there := request.answer_to) and not there.startswith((base, "homeassistant/", "$")):
            await self._publish(Command(there, payload, expires_s=_ANSWER_S, correlation=request.correlation))

    async def _greet(self) -> None:
        await self.state(self._state)
        await self._outbox.deliver()

    async def _send(self, topic: str, payload: str, *, retain: bool = False) -> None:
        await self._publish(Command(f"edgeassist/{self._node}/{topic}", payload, retain=retain))

    async def _publish(self, message: Command) -> None:
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._broker.publish(message)
        except (BrokerError, TimeoutError) as error:
            logger.debug("not reported on %s: %s", message.topic, error)
