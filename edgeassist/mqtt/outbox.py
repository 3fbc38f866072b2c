"""Reports of ours that have to arrive: written down first, delivered in order, again after a broken connection."""

from __future__ import annotations

import asyncio
import logging

from edgeassist.errors import BrokerError, StateError
from edgeassist.journal import Journal
from edgeassist.messages import Command
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_BATCH = 10
"""Reports that are fetched, and forgotten, at once; so many may arrive twice after a kill, under the same id."""


class Outbox:
    """Keeps reports until the broker has them."""

    def __init__(self, broker: MqttBroker, node: str, journal: Worker[Journal]) -> None:
        self._broker = broker
        self._node = node
        self._journal = journal
        self._delivering = asyncio.Lock()
        self._arrived: set[int] = set()
        """What was delivered and is still to be forgotten: a full disk must not make us repeat it."""

    async def put(self, topic: str, payload: str) -> None:
        """Keep a report for `deliver`; where it cannot be written down, send it at once or not at all."""
        try:
            await self._journal.call(self._journal.engine.keep, topic, payload)
        except StateError as error:
            logger.warning("%s; not kept: a report on %s", error, topic)
            try:
                await self._send(topic, payload)
            except BrokerError as lost:
                logger.debug("not reported on %s: %s", topic, lost)

    async def deliver(self) -> None:
        """Send what is kept, oldest first; what cannot be sent now stays."""
        journal = self._journal
        async with self._delivering:
            try:
                while self._broker.connected and (reports := await journal.call(journal.engine.reports, _BATCH)):
                    try:
                        for report in reports:
                            if report.number not in self._arrived:
                                await self._send(report.topic, report.payload)
                                self._arrived.add(report.number)
                    finally:
                        await journal.call(journal.engine.delivered, tuple(self._arrived))
                        self._arrived.clear()
            except (BrokerError, StateError) as error:
                logger.debug("reports are kept: %s", error)

    async def _send(self, topic: str, payload: str) -> None:
        await self._broker.publish(Command(f"edgeassist/{self._node}/{topic}", payload, qos=1))
