"""The retained topic `metrics`: what was counted and measured, twice a minute and when something happens."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from edgeassist import __version__
from edgeassist.metrics import Metrics
from edgeassist.mqtt.sending import Sender

EVERY_S = 30.0
"""How often it is published where nothing changes."""
_LOOK_S = 1.0


class MetricsTopic:
    """Publishes the metrics of this process."""

    def __init__(
        self,
        sender: Sender,
        metrics: Metrics,
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sender = sender
        self._metrics = metrics
        self._now = now
        self._sleep = sleep

    async def run(self) -> None:
        """Publish twice a minute, and soon after a turn or a change of condition, until cancelled."""
        published, at = None, -math.inf
        while True:
            news = self._metrics.news()
            if news != published or time.monotonic() - at >= EVERY_S:
                published, at = news, time.monotonic()
                await self._sender.keep("metrics", self.payload())
            await self._sleep(_LOOK_S)

    def payload(self) -> str:
        """Return what is published now."""
        head = {"ts": self._now().isoformat(), "version": __version__}
        return json.dumps(head | self._metrics.snapshot())
