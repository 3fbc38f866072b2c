"""The sensors of a running house and what watches them: readings in small batches, alerts to whoever wants them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from edgeassist.courtesy import Courtesy
from edgeassist.messages import Anomaly, Entity, Reading
from edgeassist.sensors.gravity import HAZARDS, hazard
from edgeassist.sensors.history import History
from edgeassist.stages import TeachableMonitor
from edgeassist.watch.desk import Desk
from edgeassist.watch.keeping import Keeping
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_GATHER_S = 0.2
"""How long readings are gathered for one batch."""
_BATCH = 256
"""Readings that are looked at in one go: a few milliseconds of the processor."""
_MOST_WAITING = 100_000
_LOOK_S = 30.0
"""How often the clock is looked at, which may have been set."""
_SAVE_S = 300.0

Hearer = Callable[[Sequence[Anomaly]], None]
"""Is told of alerts that were raised or ended, at once."""


@dataclass
class Watching:
    """Feeds the monitor beside the turns, and keeps what it says."""

    monitor: Worker[TeachableMonitor]
    keeping: Keeping
    desk: Desk = field(default_factory=Desk)
    courtesy: Courtesy = field(default_factory=Courtesy)
    hearers: list[Hearer] = field(default_factory=list)
    history: History = field(default_factory=lambda: History(None))
    """What was reported lately; used in the monitor's thread alone."""
    house: Callable[[], Mapping[str, Entity]] | None = None
    """Returns all that is in the house, by id; None: nobody knows."""
    now: Callable[[], float] = time.time
    _waiting: deque[Reading] = field(default_factory=lambda: deque(maxlen=_MOST_WAITING))
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _told: asyncio.Event = field(default_factory=asyncio.Event)
    _runs: bool = False
    _missing: set[str] = field(default_factory=set)

    def take(self, reading: Reading) -> None:
        """Take a reading, to be looked at soon; of more than can be looked at the oldest are dropped."""
        self._waiting.append(reading)
        self._arrived.set()

    async def run(self) -> None:
        """Watch until cancelled, and write down what was learned from time to time and at the end."""
        self._runs = True
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._watch())
                tasks.create_task(self._save_often())
        finally:
            self._runs = False
            await self._save()

    async def accept(self, entity: str) -> None:
        """Take what a sensor does for normal, and end its alerts."""
        engine = self.monitor.engine
        self._heard(await self.monitor.call(engine.accept, entity))
        self._tell(self.desk.end(entity, self.now()))
        await self._keep()

    async def sensitivity(self, entity: str, step: float) -> bool:
        """Tell sooner (`step` above 0) or later about a sensor; False: it is not known."""
        known = await self.monitor.call(self.monitor.engine.sensitivity, entity, step)
        await self._keep()
        return known

    async def mute(self, entity: str, until: float) -> None:
        """Say nothing about a sensor until then."""
        await self.monitor.call(self.monitor.engine.mute, entity, until)
        self._tell(self.desk.mute(entity, until, self.now()))
        await self._keep()

    async def _keep(self) -> None:
        """Have what somebody said written down soon, at once where nothing else is going on."""
        self._told.set()
        if not self._runs:
            await self._save()

    async def _save(self) -> None:
        learned = await self.monitor.call(self.monitor.engine.saved)
        await asyncio.to_thread(self.keeping.write, learned, self.desk.saved())

    async def _save_often(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_SAVE_S):
                    await self._told.wait()
            self._told.clear()
            self._forget_what_is_gone()
            await self._save()

    def _forget_what_is_gone(self) -> None:
        """End the alerts of sensors that the house did not have the last time either."""
        gone = {anomaly.entity for anomaly in self.desk.standing} - set(self.house()) if self.house else set()
        for entity in gone & self._missing:
            self._tell(self.desk.end(entity, self.now()))
        self._missing = gone

    async def _watch(self) -> None:
        while True:
            await self._wait()
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(_BATCH, len(self._waiting)))]
                self._heard(self._hazards(batch))
                self._heard(await self.monitor.call(self._fed, batch))
            due = self.monitor.engine.next_due()
            if due is not None and due <= self.now():
                self._heard(await self.monitor.call(self.monitor.engine.tick, self.now()))

    async def _wait(self) -> None:
        """Return when something has arrived, or time has come to look what stayed away."""
        due = self.monitor.engine.next_due()
        left_s = _LOOK_S if due is None else min(max(due - self.now(), _GATHER_S), _LOOK_S)
        try:
            async with asyncio.timeout(left_s):
                await self._arrived.wait()
            await asyncio.sleep(_GATHER_S)
        except TimeoutError:
            pass
        self._arrived.clear()

    def _hazards(self, batch: Iterable[Reading]) -> Iterator[Anomaly]:
        """Yield what detectors of smoke, gas or water say themselves."""
        known = self.house() if self.house else {}
        for reading in batch:
            if reading.device_class in HAZARDS:
                entity = known.get(reading.entity)
                found = hazard(reading, entity.name if entity else "")
                yield from (found,) if found else ()

    def _fed(self, batch: Sequence[Reading]) -> list[Anomaly]:
        self.courtesy.wait()
        self.history.add(batch)
        return self.monitor.engine.feed(batch)

    def _heard(self, anomalies: Iterable[Anomaly]) -> None:
        self._tell(self.desk.take(anomalies))

    def _tell(self, news: Sequence[Anomaly]) -> None:
        for anomaly in news:
            logger.info("%s: %s %s", anomaly.entity, anomaly.kind, "is over" if anomaly.until else "noticed")
        for hearer in self.hearers if news else ():
            hearer(news)
