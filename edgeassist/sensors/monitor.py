"""Watches all sensors of a home: what arrives, what stays away, and what people say about it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from edgeassist.messages import Anomaly, Reading
from edgeassist.sensors.explaining import expected_at, explained
from edgeassist.sensors.halfhours import SLOT_S, HalfHours, slot_end
from edgeassist.sensors.intake import Intake
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.memory import read, saved
from edgeassist.sensors.people import accept
from edgeassist.sensors.silence import Silence
from edgeassist.sensors.times import is_time, move_on
from edgeassist.settings import SensorsSettings

_JUMP_S: Final = 6 * 3600.0
"""When the clock goes forward by so much at once, nobody was watching, or it was wrong."""


_BACK_S: Final = 120.0
"""By so much messages may overtake one another; more, and the clock was set back."""

_OUTAGE_S: Final = 900.0
_OUTAGE_PAUSES: Final = 20.0
_SEVERAL: Final = 5
"""When so many sensors say nothing for so long, and for so many usual pauses, it is a broker or a clock."""

_AGAIN_S: Final = 60.0
"""How soon what is due is looked at again."""

_BIAS_A_STEP: Final = 0.15


class Monitor:
    """Takes readings and the time, gives anomalies: each when it is raised, and again with `until` when it is over."""

    def __init__(self, settings: SensorsSettings, time_zone: tzinfo | None) -> None:
        """`time_zone` None: the system's."""
        self._settings = settings
        self._zone = time_zone
        self._known = Knowledge()
        self._intake = Intake(self._known, self._local)
        self._silence = Silence(self._known)
        self._half_hours = HalfHours(self._known)
        self._now = -math.inf
        self._closes = -math.inf
        """When the half-hour ends."""
        self._due = math.inf
        """No alert for silence is due before."""
        self._heard = math.inf
        """When the last message came."""
        self._pause = 0.0
        """Usual seconds between two messages of whatever sensor."""

    def feed(self, readings: Sequence[Reading]) -> list[Anomaly]:
        """Take in readings in the order of arrival."""
        first = 0
        for place, reading in enumerate(readings):
            now = reading.received
            if not is_time(now):
                continue
            self._hear(now)
            if now >= min(self._closes, self._due) or now < self._now - _BACK_S:
                self._intake.take(readings[first:place])
                first = place
                self._advance(now)
            elif now > self._now:
                self._now = now
        self._intake.take(readings[first:])
        return self._known.alerts.taken()

    def tick(self, now: float) -> list[Anomaly]:
        """Raise what is due by `now` although nothing came."""
        self._advance(now)
        return self._known.alerts.taken()

    def next_due(self) -> float | None:
        """Return when `tick` has something to do; None: not before something comes."""
        due = min(self._closes, self._due)
        return due if math.isfinite(due) else None

    def _advance(self, now: float) -> None:
        if not is_time(now):
            return
        if not -_BACK_S <= now - self._now <= _JUMP_S:
            self._jump(now)
        while now >= min(self._closes, self._due):
            moment = min(self._closes, self._due)
            if self._due <= self._closes:
                if not self._is_outage(moment):
                    self._silence.raise_due(moment)
            else:
                self._half_hours.close(moment, self._local(moment - SLOT_S / 2))
                self._closes = slot_end(moment)
            self._due = max(self._silence.next_due(), moment + _AGAIN_S)
        self._now = max(self._now, now)

    def _hear(self, now: float) -> None:
        """Note that something came; after an outage, no sensor is blamed for it."""
        pause = max(now - self._heard, 0.0) if math.isfinite(self._heard) else 0.0
        if self._is_outage(now):
            move_on(self._known, pause)
        else:
            self._pause += (pause - self._pause) * 0.01
        self._heard = now

    def _is_outage(self, now: float) -> bool:
        """Return whether nothing has come for so long that it cannot be the sensors."""
        several = len(self._known.roster.by_entity) >= _SEVERAL
        return several and now - self._heard > max(_OUTAGE_S, _OUTAGE_PAUSES * self._pause)

    def _jump(self, now: float) -> None:
        """Go on at another time: nothing is due that only our own absence, or a wrong clock, made late."""
        if self._now != -math.inf:
            move_on(self._known, now - self._now)
        self._heard = now
        self._now = now
        self._closes = slot_end(now)
        self._due = max(self._silence.next_due(), now)

    def _local(self, moment: float) -> datetime:
        return datetime.fromtimestamp(moment, self._zone)

    def expected(self, entity: str, at: float) -> tuple[float, float] | None:
        """Return lowest and highest that would be usual for a sensor at a time; None: nothing is known."""
        sensor = self._known.roster.by_entity.get(entity)
        return None if sensor is None or sensor.is_switch else expected_at(self._known, sensor, self._local(at))

    def explain(self, entity: str) -> dict[str, Any] | None:
        """Return what is learned of a sensor, as JSON; None: it is not known."""
        sensor = self._known.roster.by_entity.get(entity)
        return None if sensor is None else explained(self._known, sensor, self._local(self._now))

    def accept(self, entity: str) -> list[Anomaly]:
        """Take what is so for normal, as somebody said; returns the alerts that end by it."""
        if (sensor := self._known.roster.by_entity.get(entity)) is not None:
            accept(self._known, sensor, self._now)
        return self._known.alerts.taken()

    def sensitivity(self, entity: str, step: float) -> bool:
        """Tell sooner (`step` above 0) or later about a sensor; False: it is not known."""
        sensor = self._known.roster.by_entity.get(entity)
        if sensor is None:
            return False
        sensor.bias = min(max(sensor.bias - _BIAS_A_STEP * step, -0.5), 2.0)
        return True

    def mute(self, entity: str, until: float) -> None:
        """Say nothing about a sensor until then."""
        self._known.alerts.mute(entity, until)

    def entities(self) -> list[str]:
        """Return the sensors that are followed."""
        return [sensor.entity for sensor in self._known.roster]

    def saved(self) -> bytes:
        """Return all that was learned, compact, for `restore` after a restart."""
        return saved(self._known, self._now)

    def restore(self, state: bytes) -> bool:
        """Take up what `saved` returned; False, and nothing changed, where that cannot be read."""
        restored = read(state)
        if restored is None:
            return False
        self._known, self._now = restored
        self._intake = Intake(self._known, self._local)
        self._silence = Silence(self._known)
        self._half_hours = HalfHours(self._known)
        self._closes = slot_end(self._now) if math.isfinite(self._now) else math.inf
        self._due = self._now
        return True
