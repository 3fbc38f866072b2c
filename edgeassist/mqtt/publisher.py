"""What edgeassist tells of itself: its state, every turn, and every step of it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

from edgeassist.messages import Command, Detection, TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.outbox import Outbox
from edgeassist.mqtt.routes import Incoming
from edgeassist.mqtt.sending import Sender

logger = logging.getLogger(__name__)

_PATIENCE_S = 0.05
"""How long a report may hold up a turn; then it goes on its way beside the next ones, which do not wait for theirs."""

_ANSWER_S = 60.0
"""An answer that could not be delivered for so long is of no use any more."""


class Publisher:
    """Reports on the topics `edgeassist/<node>/…`; a broker that is away is no error, the turn goes on."""

    def __init__(self, broker: MqttBroker, outbox: Outbox, node: str, *, publish_text: bool) -> None:
        self._outbox = outbox
        self._sender = Sender(broker, node)
        self._publish_text = publish_text
        self._delivering: set[asyncio.Future[None]] = set()
        self._sender.remember("state", "idle")
        broker.greet(outbox.deliver)

    async def state(self, state: str) -> None:
        """Report idle, listening, transcribing, thinking, speaking, muted or error."""
        await self._sender.keep("state", state)

    async def turn(self, record: TurnRecord) -> None:
        """Report a turn that has ended; it arrives later where the broker is away, as do the steps of it."""
        await self._outbox.put("turn", json.dumps(record.as_json(with_text=self._publish_text)))
        behind = bool(self._delivering)
        delivering = asyncio.ensure_future(self._outbox.deliver())
        self._delivering.add(delivering)
        delivering.add_done_callback(self._delivering.discard)
        await asyncio.wait({delivering}, timeout=0 if behind else _PATIENCE_S)

    async def began(self, detection: Detection) -> None:
        """Nothing: `event/wake` tells it."""

    async def nothing_said(self, detection: Detection) -> None:
        """Nothing: `event/wake` tells it."""

    async def respond(self, verb: str, answer: Mapping[str, Any], request: Incoming) -> None:
        """Answer a request on `resp/<verb>`, and where the asker waits for it.

        Nobody gets us to publish on a topic of ours, or on one of the hub's announcements, by waiting there.
        """
        base = f"{self._sender.base}/"
        own, payload = f"{base}resp/{verb}", json.dumps(answer)
        await self._sender.send(Command(own, payload, expires_s=_ANSWER_S, correlation=request.correlation))
        if (there := request.answer_to) and not there.startswith((base, "homeassistant/", "$")):
            await self._sender.send(Command(there, payload, expires_s=_ANSWER_S, correlation=request.correlation))
