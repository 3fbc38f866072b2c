"""What is shown only while somebody watches: how loud it is at the microphone, and how the devices are."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from edgeassist.audio.pcm import to_floats
from edgeassist.errors import AudioError, EdgeAssistError
from edgeassist.messages import Entity, Home
from edgeassist.mqtt.requests import Request
from edgeassist.mqtt.sending import Sender
from edgeassist.stages import Ears

WATCHED_S = 10.0
"""How long one request to watch holds."""
_EVERY_S = 0.2
_MOST = 500
"""Devices in an answer."""
QUIETEST_DB = -99.0


class Onlookers:
    """Publishes the level of the microphone five times a second, for ten seconds after each `cmd/watch`."""

    def __init__(self, sender: Sender, ears: Ears, home: Callable[[], Home], *, publish_text: bool) -> None:
        self._sender = sender
        self._ears = ears
        self._home = home
        self._publish_text = publish_text
        self._until = -math.inf
        self._watched = asyncio.Event()

    async def watch(self, _: Request) -> dict[str, Any]:
        """Show the level from now on for a while."""
        self._until = time.monotonic() + WATCHED_S
        self._watched.set()
        return {"ok": True, "watched_s": WATCHED_S, "microphone": self._ears.alive}

    async def devices(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return the devices as they are; raises EdgeAssistError where the room asked for is no text."""
        area = asked.get("area")
        if area is not None and not isinstance(area, str):
            raise EdgeAssistError("area is the name or the id of a room")
        home = self._home()
        rows = [self._row(entity, home) for entity in home.entities.values() if _is_in(entity, area, home)]
        return {"ok": True, "devices": rows[:_MOST], "count": len(rows)}

    async def run(self) -> None:
        """Publish while somebody watches, until cancelled."""
        while True:
            await self._watched.wait()
            self._watched.clear()
            while time.monotonic() < self._until:
                try:
                    await self._show_level()
                except AudioError:
                    await asyncio.sleep(_EVERY_S)

    async def _show_level(self) -> None:
        """Publish the level until nobody watches any more; raises AudioError when the microphone is lost."""
        with self._ears.listen() as chunks:
            heard: list[bytes] = []
            shown = time.monotonic()
            while (left_s := self._until - time.monotonic()) > 0:
                try:
                    async with asyncio.timeout(left_s):
                        heard.append((await anext(chunks)).pcm)
                except TimeoutError:
                    continue  # it may have been asked for again meanwhile
                if time.monotonic() - shown >= _EVERY_S:
                    await self._sender.tell("level", level_of(b"".join(heard)))
                    heard, shown = [], time.monotonic()

    def _row(self, entity: Entity, home: Home) -> dict[str, Any]:
        row: dict[str, Any] = {"id": entity.id, "state": entity.state}
        unit = entity.attributes.get("unit_of_measurement")
        row |= {"unit": unit} if unit else {}
        if entity.changed is not None:
            row["changed"] = entity.changed.isoformat(timespec="seconds")
        if not self._publish_text:
            return row
        area = home.areas.get(entity.area or "")
        return row | {"name": entity.name, "area": area.name if area else None}


def level_of(pcm: bytes) -> dict[str, float]:
    """Return how loud samples are: root mean square and peak, in decibels below full scale.

    >>> level_of(bytes([0, 64]) * 100)
    {'rms_db': -6.0, 'peak_db': -6.0}
    >>> level_of(bytes(100))
    {'rms_db': -99.0, 'peak_db': -99.0}
    """
    samples = to_floats(pcm)
    rms = float(np.sqrt(np.mean(np.square(samples)))) if samples.size else 0.0
    peak = float(np.max(np.abs(samples), initial=0.0))
    return {"rms_db": _decibels(rms), "peak_db": _decibels(peak)}


def _decibels(amplitude: float) -> float:
    return round(max(QUIETEST_DB, 20 * math.log10(amplitude)), 1) if amplitude > 0 else QUIETEST_DB


def _is_in(entity: Entity, area: str | None, home: Home) -> bool:
    if area is None or entity.area == area:
        return True
    room = home.areas.get(entity.area or "")
    return room is not None and room.name.casefold() == area.casefold()
