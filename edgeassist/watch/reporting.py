"""Alerts on MQTT: `anomaly/<entity id>` while one lasts, and `anomaly/summary` of them all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from edgeassist.messages import Anomaly, Home
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.sensors.summary import STORM, Fact, facts_of, moment
from edgeassist.wanting import Wanted
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
        self._wanted = Wanted(_GATHER_S)

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
            await self._wanted.gathered()
            changed, self._changed = self._changed, {}
            await self._publish(changed)

    async def _greet(self) -> None:
        self.news(self._desk.standing)

    async def _publish(self, changed: Iterable[str]) -> None:
        """Publish the summary, and of each sensor that has changed the gravest alert, or that there is none."""
        telling = self._telling()
        facts = facts_of(self._desk.standing, self._home(), telling.now)
        gravest = {fact.anomaly.entity: fact for fact in reversed(facts)}
        await self._sender.keep(SUMMARY, json.dumps(self._summary(facts, telling)))
        for entity in changed:
            fact = gravest.get(entity)
            payload = "" if fact is None else json.dumps(self._alert(fact, telling))
            await self._sender.keep(f"anomaly/{entity}", payload, again=False)

    def _alert(self, fact: Fact, telling: Telling) -> dict[str, Any]:
        anomaly = fact.anomaly
        out = fact.as_json(telling.now.tzinfo, with_text=self._publish_text) | {"id": _id(anomaly)}
        return out | ({"reason": anomaly.reason} if self._publish_text else {})

    def _summary(self, facts: Sequence[Fact], telling: Telling) -> dict[str, Any]:
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
