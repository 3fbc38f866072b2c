"""Lists on MQTT: `list/<id>`, retained, while there is one."""

from __future__ import annotations

import json
import logging

from edgeassist.errors import StateError
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.skills.lists import ListDesk
from edgeassist.wanting import Wanted

logger = logging.getLogger(__name__)

_GATHER_S = 0.1
"""How long changes are gathered before they are published."""


class ListTopics:
    """Publishes every list as it is, and clears away what the broker keeps of others; all of them where text is out."""

    def __init__(self, sender: Sender, desk: ListDesk, *, publish_text: bool) -> None:
        self._sender = sender
        self._desk = desk
        self._publish_text = publish_text
        self._wanted = Wanted(_GATHER_S)
        self._kept: dict[str, str] = {}
        """What the broker keeps, as far as we know, by topic below ours."""
        self._may_be_gone = True
        """Whether the broker may have forgotten it."""
        desk.hearers.append(self._wanted.set)

    def serve(self, broker: MqttBroker) -> None:
        """Look after the lists that the broker keeps, and publish them after every connection."""
        broker.watch({f"{self._sender.base}/list/+"}, self.receive)
        broker.greet(self._greet)

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a list as the broker keeps it: one that is not so is put right."""
        below = topic.removeprefix(f"{self._sender.base}/")
        text = payload.decode(errors="replace")
        if self._kept.get(below, "") != text:
            self._kept[below] = text
            self._wanted.set()

    async def run(self) -> None:
        """Publish whenever something has changed, until cancelled."""
        self._wanted.set()
        while True:
            await self._wanted.gathered()
            await self._publish()

    async def _greet(self) -> None:
        self._may_be_gone = True
        self._wanted.set()

    async def _publish(self) -> None:
        try:
            lists = await self._desk.look(self._desk.store.all)
        except StateError as error:
            logger.warning("lists are not published: %s", error)
            return
        now = {f"list/{each.id}": json.dumps(each.as_json()) for each in lists} if self._publish_text else {}
        again, self._may_be_gone = self._may_be_gone, False
        for topic in {**self._kept, **now}:
            payload = now.get(topic, "")
            if self._kept.get(topic, "") != payload or (again and payload):
                self._kept[topic] = payload
                await self._sender.keep(topic, payload, again=False)
