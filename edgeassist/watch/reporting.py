"""Alerts on MQTT: `anomaly/<entity id>` while one lasts, and `anomaly/summary` of them all."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from edgeassist.messages import Anomaly, Home
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.sensors.summary import STORM, Fact, facts_of, moment
from edgeassist.watch.desk import Desk
from edgeassist.watch.words import Telling, told

SUMMARY = "anomaly/summary"
_MOST_ENTITIES = 100
"""Sensors that a summary lists; all of them are counted."""
_GATHER_S = 0.3
"""How long news are gathered before they are published."""


class AlertTopics:
    """Publishes what stands on the desk, and clears away what no longer does."""

    def __init__(
        self,
        sender: Sender,
        desk: Desk,
        home: Callable[[], Home],
        telling: Callable[[], Telling],
        *,
        publish_text: bool,
    ) -> None:
        self._sender = sender
        self._desk = desk
        self._home = home
        self._telling = telling
        self._publish_text = publish_text
        self._changed: dict[str, None] = {}
        self._wanted = asyncio.Event()

    def serve(self, broker: MqttBroker) -> None:
        """Look after the alerts that the broker keeps, and after every connection publish those that last."""
        broker.watch({f"{self._sender.base}/anomaly/+"}, self.receive)
        broker.greet(self._greet)

    def news(self, anomalies: Sequence[Anomaly]) -> None:
        """Take alerts that were raised or ended, to be published soon."""
        self._changed.update(dict.fromkeys(anomaly.entity for anomaly in anomalies))
        self._wanted.set()

    def receive(self, topic: str, payload: bytes) -> None:
        """Take an alert as the broker keeps it: one that was over while nobody told it is cleared."""
        entity = topic.rpartition("/")[2]
        if payload and "." in entity and not self._desk.of(entity):
            self._changed[entity] = None
            self._wanted.set()

    async def run(self) -> None:
        """Publish whenever something has changed, until cancelled."""
        self._wanted.set()
        while True:
            await self._wanted.wait()
            await asyncio.sleep(_GATHER_S)
            self._wanted.clear()
            changed, self._changed = self._changed, {}
            await self._sender.keep(SUMMARY, json.dumps(self._summary()))
            for entity in changed:
                await self._publish(entity)

    async def _greet(self) -> None:
        self.news(self._desk.standing)

    async def _publish(self, entity: str) -> None:
        facts = facts_of(self._desk.of(entity), self._home(), self._telling().now)
        payload = json.dumps(self._alert(facts[0])) if facts else ""
        await self._sender.keep(f"anomaly/{entity}", payload, again=False)

    def _alert(self, fact: Fact) -> dict[str, Any]:
        """Return the payload of one alert, the gravest that a sensor has."""
        anomaly, telling = fact.anomaly, self._telling()
        out = fact.as_json(telling.now.tzinfo, with_text=self._publish_text) | {"id": _id(anomaly)}
        return out | ({"reason": anomaly.reason} if self._publish_text else {})

    def _summary(self) -> dict[str, Any]:
        telling = self._telling()
        facts = facts_of(self._desk.standing, self._home(), telling.now)
        begins = min((fact.anomaly.since for fact in facts), default=None)
        zone = telling.now.tzinfo
        out = {
            "count": len(facts),
            "since": None if begins is None else moment(begins, zone),
            "entities": list(dict.fromkeys(fact.anomaly.entity for fact in facts))[:_MOST_ENTITIES],
            "facts": [fact.as_json(zone, with_text=self._publish_text) for fact in facts[:STORM]],
        }
        return out | ({"text": told(facts, telling)} if self._publish_text else {})


def _id(anomaly: Anomaly) -> str:
    """Return what an alert is called: the same after a restart."""
    return hashlib.blake2s(f"{anomaly.entity} {anomaly.kind} {anomaly.since}".encode(), digest_size=6).hexdigest()
