"""Shares lists with other nodes: each publishes all that it knows, retained, and takes over what is later elsewhere."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Awaitable, Callable

from edgeassist.errors import StateError
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import Settings
from edgeassist.skills.lists import ListDesk
from edgeassist.skills.shared_store import MOST, Line, SharedStore, read_line
from edgeassist.wanting import Wanted

logger = logging.getLogger(__name__)

TOPIC = "shared"
_GATHER_S = 0.1
_MOST_NODES = 64
_NODE = re.compile(r"edgeassist/([A-Za-z0-9_-]{1,64})/shared")


def share_lists(
    settings: Settings, sender: Sender, broker: MqttBroker, desk: ListDesk
) -> dict[str, Callable[[], Awaitable[None]]]:
    """Return what has to run so that lists are shared, by name; nothing where nobody wants that, or words stay here."""
    if not settings.lists.share:
        return {}
    if not settings.privacy.publish_text:
        logger.warning("lists are not shared: privacy.publish_text is off")
        return {}
    sharing = ListSharing(sender, desk, SharedStore(desk.store.state, settings.node))
    sharing.serve(broker)
    return {"shared lists": sharing.run}


class ListSharing:
    """The service that keeps our lists as those of the others are."""

    def __init__(
        self, sender: Sender, desk: ListDesk, store: SharedStore, now: Callable[[], float] = time.time
    ) -> None:
        self._sender = sender
        self._desk = desk
        self._store = store
        self._now = now
        self._heard: dict[str, list[Line]] = {}
        """What nodes have published and is not merged yet."""
        self._published = ""
        self._wanted = Wanted(_GATHER_S)
        desk.hearers.append(self._wanted.set)

    def serve(self, broker: MqttBroker) -> None:
        """Listen to what all nodes publish, ourselves before the last start among them."""
        broker.watch({"edgeassist/+/shared"}, self.receive)

    def receive(self, topic: str, payload: bytes) -> None:
        """Take what a node knows; lines that make no sense are left out."""
        match = _NODE.fullmatch(topic)
        if match is None or payload.decode(errors="replace") == self._published:
            return
        if match[1] not in self._heard and len(self._heard) >= _MOST_NODES:
            return
        self._heard[match[1]] = _lines(payload)
        self._wanted.set()

    async def run(self) -> None:
        """Merge and publish whenever something has changed, here or elsewhere, until cancelled."""
        self._wanted.set()
        while True:
            await self._wanted.gathered()
            heard, self._heard = self._heard, {}
            try:
                await self._merge([line for lines in heard.values() for line in lines])
            except StateError as error:
                logger.warning("lists are not shared now: %s", error)
                self._heard = heard | self._heard

    async def _merge(self, lines: list[Line]) -> None:
        if await self._desk.look(self._store.merge, lines, int(self._now() * 1000)):
            for hear in self._desk.hearers:
                hear()
        known = await self._desk.look(self._store.lines)
        payload = json.dumps({"lines": [line.as_json() for line in known]}, ensure_ascii=False)
        if payload != self._published:
            self._published = payload
            await self._sender.keep(TOPIC, payload)


def _lines(payload: bytes) -> list[Line]:
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        return []
    rows = told.get("lines") if isinstance(told, dict) else None
    lines = map(read_line, rows[:MOST] if isinstance(rows, list) else [])
    return [line for line in lines if line is not None]
