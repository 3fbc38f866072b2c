"""Messages below `edgeassist/<node>/` that nobody has to wait for: what cannot be sent now is not sent."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from edgeassist.errors import BrokerError
from edgeassist.messages import Command
from edgeassist.mqtt.broker import MqttBroker

logger = logging.getLogger(__name__)

_PATIENCE_S = 1.0
"""How long a message may hold up who sends it."""


class Sender:
    """Sends at once or not at all; what is kept up to date is said again after every connection."""

    def __init__(self, broker: MqttBroker, node: str) -> None:
        self.base = f"edgeassist/{node}"
        self._broker = broker
        self._kept: dict[str, str] = {}
        broker.greet(self._greet)

    def remember(self, topic: str, payload: str) -> None:
        """Publish this as `keep` does, as soon as there is a connection."""
        self._kept[topic] = payload

    async def tell(self, topic: str, message: Mapping[str, Any]) -> None:
        """Publish what happened, below our topic."""
        await self.send(Command(f"{self.base}/{topic}", json.dumps(message)))

    async def keep(self, topic: str, payload: str, *, again: bool = True) -> None:
        """Publish how something is now, retained, below our topic; `again` False: not by itself after a connection."""
        if again:
            self.remember(topic, payload)
        await self.send(Command(f"{self.base}/{topic}", payload, retain=True))

    async def send(self, message: Command) -> None:
        """Publish any message; a broker that is away or slow is no error."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                await self._broker.publish(message)
        except (BrokerError, TimeoutError) as error:
            logger.debug("not sent on %s: %s", message.topic, error)

    async def _greet(self) -> None:
        for topic in list(self._kept):  # what has changed meanwhile is not said as it was
            await self.send(Command(f"{self.base}/{topic}", self._kept[topic], retain=True))
