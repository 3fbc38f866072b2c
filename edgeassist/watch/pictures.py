"""A picture of the last day of a sensor with each alert, for the hub to show."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from base64 import b64encode
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from importlib.util import find_spec

from edgeassist.messages import Anomaly
from edgeassist.mqtt.sending import Sender
from edgeassist.sensors.picture import Picture
from edgeassist.sensors.summary import STORM
from edgeassist.wanting import Wanted

logger = logging.getLogger(__name__)

TOPIC = "anomaly/picture"
_HOURS = 24.0
_GATHER_S = 2.0
"""How long alerts are gathered, of which one is drawn."""
_EVERY_S = 60.0
_LONGEST_S = 30.0
"""A picture that is not drawn by then is not drawn."""
_PROGRAM = "edgeassist.sensors.plot_png"

Drawn = Callable[[str, float], Awaitable[Picture]]
"""Returns the picture of a sensor over so many hours."""


def can_draw() -> bool:
    """Return whether what draws is installed: the extra `plot`."""
    return find_spec("PIL") is not None


class AlertPictures:
    """Publishes a picture of the gravest new alert, at most one a minute, and none while alerts come in a storm."""

    def __init__(self, sender: Sender, drawn: Drawn, *, every_s: float = _EVERY_S, gather_s: float = _GATHER_S) -> None:
        self._sender = sender
        self._drawn = drawn
        self._every_s, self._gather_s = every_s, gather_s
        self._recent: deque[float] = deque(maxlen=STORM + 1)
        """When alerts were raised."""
        self._waiting: list[Anomaly] = []
        self._wanted = Wanted(gather_s)

    def news(self, anomalies: Sequence[Anomaly]) -> None:
        """Take alerts that were raised or ended."""
        raised = [anomaly for anomaly in anomalies if anomaly.until is None]
        self._recent.extend(time.monotonic() for _ in raised)
        self._waiting = [*self._waiting, *raised][: STORM + 1]
        if raised:
            self._wanted.set()

    async def run(self) -> None:
        """Draw whenever something new is wrong, until cancelled."""
        while True:
            await self._wanted.gathered()
            waiting, self._waiting = self._waiting, []
            if waiting and not self._is_storm():
                await self._show(max(waiting, key=lambda anomaly: anomaly.score).entity)
                await asyncio.sleep(self._every_s - self._gather_s)

    def _is_storm(self) -> bool:
        return len(self._recent) > STORM and time.monotonic() - self._recent[0] < self._every_s

    async def _show(self, entity: str) -> None:
        picture = await self._drawn(entity, _HOURS)
        png = await _png(json.dumps(picture.as_json()).encode())
        if png:
            await self._sender.keep(TOPIC, b64encode(png).decode())
        else:
            logger.warning("no picture of %s could be drawn", entity)


async def _png(picture: bytes) -> bytes:
    """Return the picture as PNG, drawn by a process of its own whose memory is soon free again; nothing: it failed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", _PROGRAM, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
    )
    try:
        async with asyncio.timeout(_LONGEST_S):
            png, _ = await process.communicate(picture)
    except TimeoutError:
        return b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return png if process.returncode == 0 else b""
